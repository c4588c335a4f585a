"""The life of an assembly as a table."""

from commons.base.states import Moves
from commons.conversations.models import Assembly

State = Assembly.State

ASSEMBLY = Moves(
    State,
    {
        State.CALLED: [State.OPEN, State.CALLED_OFF],
        State.OPEN: [State.CLOSED],
        State.CLOSED: [],
        State.CALLED_OFF: [State.CALLED],
    },
    first=[State.CALLED],
)
