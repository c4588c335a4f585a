"""An exchange worked on in the foreground, for commands: the worker of the town leaves it alone meanwhile."""

import time

from django.core.management.base import CommandError, OutputWrapper

from wiki.actions import work_on
from wiki.models import Exchange, Theme
from wiki.models.exchanges import LEASE

WAIT = 1.0  # seconds until another worker may have let go


def theme_called(slug: str) -> Theme:
    theme = Theme.objects.called(slug).first()
    if theme is None or not theme.is_local:
        raise CommandError(f"There is no theme called {slug} in this town.")
    return theme


def carry(exchange: Exchange, out: OutputWrapper) -> Exchange:
    """Until it has ended, whoever does the work; says how far it is."""
    out.write(f"{exchange.uid}")
    while exchange.is_running:
        mine = Exchange.objects.filter(pk=exchange.pk).claim(
            1, seconds=LEASE, together=("theme__community", "page__current")
        )
        for one in mine:
            work_on(one)
        if not mine:
            time.sleep(WAIT)
        exchange = Exchange.objects.select_related("theme__community").get(pk=exchange.pk)
        out.write(f"{exchange.done} of {exchange.total or '?'} pages")
    return exchange
