"""Mail in development: shown on the console and kept in files, never sent."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as Console
from django.core.mail.backends.filebased import EmailBackend as Files


class FilesAndConsole(Files):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        Console().send_messages(email_messages)
        return super().send_messages(email_messages) or 0
