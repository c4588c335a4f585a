"""Places where a test may kill this process, as a power cut would. Nothing outside CALADE_MODE=test."""

import os
import signal

from django.conf import settings


def failpoint(name: str) -> None:
    """Die by SIGKILL here when the environment says CALADE_FAILPOINT=<name>."""
    if settings.CALADE_MODE == "test" and os.environ.get("CALADE_FAILPOINT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
