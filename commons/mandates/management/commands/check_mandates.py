"""Does the journal of every mandate hold?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commons.mandates.chain import broken_at
from commons.mandates.models import Mandate


class Command(BaseCommand):
    help = (
        "Work out the fingerprints of every mandate’s journal again. Ends with code 1 when one does not hold."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count, broken = 0, 0
        for mandate in Mandate.objects.order_by("pk").iterator(chunk_size=500):
            count += 1
            if number := broken_at(mandate):
                broken += 1
                self.stderr.write(f"mandate {mandate.pk}: not as it was written from line {number} on")
        if broken:
            raise CommandError(f"{broken} of {count} journals do not hold.")
        self.stdout.write(f"{count} journals hold.")
