"""Which pages are for members. The mark is made here, so that floors below `people` may use it too."""

from collections.abc import Callable

from django.http import HttpResponse


def members_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view is for signed-in people who have finished joining; others are led there and come back."""
    view.asks_member = True  # type: ignore[attr-defined]
    return view
