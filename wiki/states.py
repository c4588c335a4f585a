"""The life of a proposed edit: to a page of another town, from one, or under review at home."""

from commons.base.states import Moves
from wiki.models import EditProposal

State = EditProposal.State

PROPOSAL = Moves(
    State,
    {
        State.PENDING: [State.ACCEPTED, State.QUEUED, State.CONFLICT, State.REFUSED, State.RETURNED],
        State.QUEUED: [State.ACCEPTED, State.CONFLICT, State.REFUSED],
        State.ACCEPTED: [],
        State.CONFLICT: [],
        State.REFUSED: [],
        State.RETURNED: [State.ACCEPTED],  # the letter had arrived after all, and the answer comes now
    },
    first=[State.PENDING],
)
