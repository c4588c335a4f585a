"""`make_administrator <address>`: the first charge of a new town, given from its own machine."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commons.people.actions import give_role
from commons.people.models import Account, Role


class Command(BaseCommand):
    help = "Make somebody who has joined the town its administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(email__iexact=options["address"]).first()
        if account is None or account.person is None:
            raise CommandError(
                "Nobody with this address has joined the town yet: sign up in the browser first."
            )
        give_role(account.person, by=None, role=Role.Name.ADMINISTRATOR, reason="set-up")
        Account.objects.filter(pk=account.pk).update(is_staff=True)
