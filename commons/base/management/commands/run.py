"""`make run`: prepare the town where needed, then keep its web and worker processes running."""

from __future__ import annotations

import fcntl
import hashlib
import os
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from commons.base import messages
from commons.base.processes import Children, answers, environment_of, is_free, read_procfile

FIRST_ANSWER_WITHIN = 90  # seconds


class Command(BaseCommand):
    help = "Prepares the database, texts and static files where they changed, then runs web and worker."
    requires_system_checks = ()  # migrate and the web process check; twice would only cost the start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only-prepare", action="store_true", help="prepare, then end without running")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
        if not options["only_prepare"] and not is_free(host, port):
            raise CommandError(
                _("Port %(port)s is already in use. Choose another one: make run PORT=8010.") % {"port": port}
            )
        self.prepare()
        if not options["only_prepare"]:
            sys.exit(self.run(host, port))

    def prepare(self) -> None:
        """Everything that must be true before the first request, each step only where something changed."""
        Path(settings.CALADE_DATA).mkdir(parents=True, exist_ok=True)
        with one_at_a_time():
            if messages.stale(settings.ROOT):
                self.say("Compiling the translations")
                call_command("messages", "compile", verbosity=0)
            self.collect_static()
        if waiting_migrations():
            self.say("Preparing the database")
            call_command("migrate", interactive=False, verbosity=0)
        if settings.CALADE_DEMO and not get_user_model()._default_manager.exists():
            self.say("Loading the demonstration town")
            with transaction.atomic():  # a town half loaded would pass for one with people at the next start
                call_command("load_demo", settings.CALADE_DEMO)
        connections.close_all()

    def collect_static(self) -> None:
        stamp, digest = Path(settings.STATIC_ROOT) / ".digest", static_digest()
        if not stamp.exists() or stamp.read_text() != digest:
            self.say("Collecting the static files")
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            stamp.write_text(digest)

    def run(self, host: str, port: int) -> int:
        """Run every process of the Procfile but `release`; the exit code for the whole."""
        children = Children(self.say)
        children.stop_on_signals()
        try:
            environment = environment_of({"PORT": str(port)})
            for name, command in read_procfile(settings.ROOT / "Procfile").items():
                if name != "release":  # prepare() did it
                    children.start(name, command, environment=environment, folder=settings.ROOT)
            reachable = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
            if children.wait_until(lambda: answers(reachable, port), seconds=FIRST_ANSWER_WITHIN):
                self.greet()
            elif children.first_ended() is None and not children.asked_to_stop.is_set():
                self.say(_("The town does not answer. Its last words are above."))
                return 1
            return children.wait()
        finally:
            children.stop()

    def greet(self) -> None:
        self.say(_("The town is open: %(address)s") % {"address": settings.CALADE_ORIGIN})
        cast = settings.ROOT / "demo" / settings.CALADE_DEMO / "people.toml"
        if not settings.CALADE_DEMO or not cast.exists():
            return
        self.say(_("Log in as one of these people; the code is shown here and kept in %(folder)s:") % {
            "folder": settings.EMAIL_FILE_PATH
        })  # fmt: skip
        for person in tomllib.loads(cast.read_text())["person"]:
            if person.get("login"):
                self.say(f"  {person['email']:<24} {person['name']}, {person['who']}")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold what several towns of one checkout share: compiled texts and collected files."""
    with (settings.ROOT / "manage.py").open() as shared:
        fcntl.flock(shared, fcntl.LOCK_EX)
        yield


def static_digest() -> str:
    """A digest over the names and bytes of all static files, wherever they come from."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(name.encode())
            with storage.open(name) as file:
                digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


def waiting_migrations() -> bool:
    executor = MigrationExecutor(connections["default"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
