"""The town's one board, as something that people and other towns can follow."""

from django.db import transaction

from commons.communities.actions import open_community
from commons.communities.models import Community

HANDLE = "entraide"


def the_board() -> Community:
    """Made the first time somebody asks for it; afterwards only read, so that showing it never waits to write."""
    return _found() or _made()


def _found() -> Community | None:
    return Community.objects.local().filter(kind=Community.Kind.BOARD, handle=HANDLE).first()


@transaction.atomic
def _made() -> Community:
    return _found() or open_community(by=None, kind=Community.Kind.BOARD, handle=HANDLE, name="Entraide")
