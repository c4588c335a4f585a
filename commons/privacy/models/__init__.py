"""Files that come and go, requests with their clock, the ledger of erasures, what the officer keeps."""

from .erasures import Acknowledgement, Erasure, fingerprints
from .files import KEPT_FOR, Arrival, PersonalFile, Step, Takeaway
from .keeping import Incident, Subcontractor
from .requests import LONGER, MONTH, Objection, Request, months_after

__all__ = [
    "KEPT_FOR",
    "LONGER",
    "MONTH",
    "Acknowledgement",
    "Arrival",
    "Erasure",
    "Incident",
    "Objection",
    "PersonalFile",
    "Request",
    "Step",
    "Subcontractor",
    "Takeaway",
    "fingerprints",
    "months_after",
]
