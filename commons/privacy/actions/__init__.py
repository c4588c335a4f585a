"""The only way to change what concerns people's own data."""

from .asking import answer_request, ask_officer, extend_request, note_request, object_to, withdraw_objection
from .bringing import bring_file, read_arrival
from .erasing import keep_ledger, note_leaving, replay, sweep_left
from .keeping import close_incident, end_subcontractor, note_incident, note_subcontractor, revise_incident
from .taking import ask_takeaway, forget_files, prepare_takeaway

__all__ = [
    "answer_request",
    "ask_officer",
    "ask_takeaway",
    "bring_file",
    "close_incident",
    "end_subcontractor",
    "extend_request",
    "forget_files",
    "keep_ledger",
    "note_incident",
    "note_leaving",
    "note_request",
    "note_subcontractor",
    "object_to",
    "prepare_takeaway",
    "read_arrival",
    "replay",
    "revise_incident",
    "sweep_left",
    "withdraw_objection",
]
