"""The life of a proposed edit: to a page of another town, or from one; of a proposed page; of what visitors propose."""

from commons.base.states import Moves
from wiki.models import EditProposal, PageProposal, Suggestion

State = EditProposal.State
PageState = PageProposal.State
Held = Suggestion.State

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

PAGE_PROPOSAL = Moves(
    PageState,
    {
        PageState.QUEUED: [PageState.ACCEPTED, PageState.REFUSED],
        PageState.ACCEPTED: [],
        PageState.REFUSED: [],
    },
    first=[PageState.QUEUED],
)

SUGGESTION = Moves(
    Held,
    {
        Held.HELD: [Held.ACCEPTED, Held.REFUSED, Held.EXPIRED],
        Held.ACCEPTED: [],
        Held.REFUSED: [],
        Held.EXPIRED: [],
    },
    first=[Held.HELD],
)
