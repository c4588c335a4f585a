"""docs/secrets.md names what is sealed, as the code does."""

import re

import commons.operation.backups.manifest  # noqa: F401
import mutual_aid.notebook  # noqa: F401  (both name a purpose, and no start asks for them)
from commons.base import sealing
from tests.architecture.named import ROOT

PAGE = (ROOT / "docs" / "secrets.md").read_text()
SETTINGS = (ROOT / "docs" / "settings.md").read_text()


def test_each_purpose_is_told_and_no_other() -> None:
    table = PAGE.partition("## Other keys")[0]
    assert re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE) == sealing.purposes()


def test_the_settings_that_it_names_are_settings() -> None:
    named = set(re.findall(r"`(CALADE_[A-Z_]+)`", PAGE))
    assert len(named) > 5 and {name for name in named if f"`{name}`" not in SETTINGS} == set()
