"""The town's one board, as something that people and other towns can follow."""

from django.db import transaction

from commons.communities.actions import open_community
from commons.communities.models import Community

HANDLE = "entraide"


@transaction.atomic
def the_board() -> Community:
    """Made the first time somebody asks for it."""
    board = Community.objects.local().filter(kind=Community.Kind.BOARD, handle=HANDLE).first()
    return board or open_community(by=None, kind=Community.Kind.BOARD, handle=HANDLE, name="Entraide")
