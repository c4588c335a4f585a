"""`make two-towns`: Sud and Nord side by side from one checkout, each following the other."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from commons.base.processes import PATIENCE, Children, answers, environment_of, is_free

BOTH_ANSWER_WITHIN = 240  # seconds: the first start loads two demonstration towns


@dataclass(frozen=True)
class Town:
    """One of the two: what differs from the other."""

    name: str
    demo: str
    port: int
    data: Path

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        own = {"PORT": str(self.port), "CALADE_DATA": str(self.data), "CALADE_ORIGIN": self.origin}
        return environment_of({**own, "CALADE_DEMO": self.demo})


class Command(BaseCommand):
    help = "Runs two demonstration towns on two ports that follow each other."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        port, data = int(os.environ.get("PORT", "8001")), settings.ROOT / "var"
        sud = Town("sud", "arles", port, data / "sud")
        nord = Town("nord", "tarascon", port + 1, data / "nord")
        for town in (sud, nord):
            if not is_free("127.0.0.1", town.port):
                raise CommandError(
                    _("Port %(port)s is already in use. Choose another one: make two-towns PORT=8011.")
                    % {"port": town.port}
                )
        sys.exit(self.run([sud, nord]))

    def run(self, towns: list[Town]) -> int:
        children = Children(self.say, patience=PATIENCE + 10)  # each town is patient with its own
        children.stop_on_signals()
        try:
            for town in towns:
                children.start(
                    town.name, "python manage.py run", environment=town.environment, folder=settings.ROOT
                )
            if children.wait_until(
                lambda: all(answers("127.0.0.1", town.port) for town in towns), seconds=BOTH_ANSWER_WITHIN
            ):
                self.introduce(*towns)
            elif children.first_ended() is None and not children.asked_to_stop.is_set():
                self.say(_("The two towns do not answer. Their last words are above."))
                return 1
            return children.wait()
        finally:
            children.stop()

    def introduce(self, sud: Town, nord: Town) -> None:
        """Make each follow the other; asking again on a later start changes nothing."""
        for town, neighbour in ((sud, nord), (nord, sud)):
            subprocess.run(  # noqa: S603  our own command
                [sys.executable, "manage.py", "follow_town", neighbour.origin],
                cwd=settings.ROOT, env=town.environment, check=True,
            )  # fmt: skip
        self.say(_("Two towns are open: %(sud)s and %(nord)s") % {"sud": sud.origin, "nord": nord.origin})

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
