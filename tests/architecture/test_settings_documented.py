"""docs/settings.md names every setting that the environment may give, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_setting_is_documented():
    source = (ROOT / "commons" / "settings.py").read_text()
    read = set(re.findall(r"""(?:flag|number|word|secret)\(['"](CALADE_[A-Z_]+|PORT)['"]""", source))
    documented = set(
        re.findall(r"^\| `(CALADE_[A-Z_]+|PORT)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
    )
    assert read == documented
