"""The libraries that run are newer than the advisories that were read; `docs/security.md` names the rows."""

from importlib.metadata import version

import pytest
from packaging.version import Version

LEAST = {
    "Django": "5.2.17",
    "daphne": "4.2.2",
    "pillow": "12.3",
    "django-allauth": "65.16.1",
    "markdown-it-py": "4.1",
    "channels": "4.3.2",
    "idna": "3.7",
    "Twisted": "23.10",
    "redis": "4.5.5",
}


@pytest.mark.parametrize("name", LEAST)
def test_it_is_new_enough(name):
    assert Version(version(name)) >= Version(LEAST[name])
