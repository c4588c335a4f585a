"""`messages update | compile | check`: the catalogues of translations, without gettext's programs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.reloader import translation_file_changed

from commons.base import messages

# English is what the code says; the other languages have a catalogue.
CATALOGUES = ["fr"]


class Command(BaseCommand):
    help = "Keep the translations in step with the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["update", "compile", "check"])

    def handle(self, *args: Any, **options: Any) -> None:
        root = messages.root_of_project()
        if options["what"] == "compile":
            messages.compile_all(root)
            translation_file_changed(
                None, root / "django.mo"
            )  # what this process has read before is out of date
            return
        for language in CATALOGUES:
            if options["what"] == "update":
                missing = messages.update(root, language)
                self.stdout.write(f"{language}: {len(missing)} messages without translation")
                for message in missing:
                    self.stdout.write(f"  {message.text}")
            elif faults := messages.faults(root, language):
                raise CommandError("\n".join([f"{language}: the catalogue is not complete.", *faults]))
