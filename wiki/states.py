"""The life of an edit proposed to a page of another town, or received from one."""

from commons.base.states import Moves
from wiki.models import EditProposal

State = EditProposal.State

PROPOSAL = Moves(
    State,
    {
        State.PENDING: [State.ACCEPTED, State.QUEUED, State.CONFLICT, State.REFUSED],
        State.QUEUED: [State.ACCEPTED, State.CONFLICT, State.REFUSED],
        State.ACCEPTED: [],
        State.CONFLICT: [],
        State.REFUSED: [],
    },
    first=[State.PENDING],
)
