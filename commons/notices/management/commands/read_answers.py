"""Take one answer that the mail server pipes in (`|manage.py read_answers`), or empty the town's mailbox now."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commons.notices.actions import take_answer
from commons.notices.incoming import MOST_BYTES
from commons.notices.mailbox import empty_mailbox


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mailbox", action="store_true", help="empty CALADE_ANSWERS_MAILBOX instead")

    def handle(self, *args: Any, **options: Any) -> None:
        """Always ends well: a mail server that is told of an error would answer the writer by itself."""
        if options["mailbox"]:
            self.stdout.write(f"{empty_mailbox()}")
        else:
            take_answer(sys.stdin.buffer.read(MOST_BYTES + 1))
