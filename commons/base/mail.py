"""Mail in development, shown on the console and kept in files, never sent; and which addresses are ordinary ones."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as Console
from django.core.mail.backends.filebased import EmailBackend as Files
from django.utils.translation import gettext as _

ODD = frozenset('%,"():;<>![]\\')


def refuse_odd_address(email: str) -> None:
    """Raises ValidationError for what mail servers read in different ways: a code for one could reach another."""
    if not email.isascii() or ODD & set(email):
        raise ValidationError(_("Please write an ordinary address, as name@example.org."))


class FilesAndConsole(Files):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        Console().send_messages(email_messages)
        return super().send_messages(email_messages) or 0
