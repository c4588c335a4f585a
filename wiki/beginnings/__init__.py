"""The built-in templates: one Markdown file each, in the language of the town. Its first line is the name, its
second one says what it is good for; the text comes after a line of three dashes.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parent
ELSE = "fr"


@dataclass(frozen=True)
class BuiltIn:
    key: str
    name: str
    hint: str
    text: str


@cache
def built_in() -> dict[str, BuiltIn]:
    """By key, in the order of their names."""
    folder = HERE / settings.LANGUAGE_CODE.split("-")[0]
    files = (folder if folder.is_dir() else HERE / ELSE).glob("*.md")
    found = [_read(file) for file in files]
    return {one.key: one for one in sorted(found, key=lambda one: one.name)}


def _read(file: Path) -> BuiltIn:
    head, _rule, text = file.read_text(encoding="utf-8").partition("\n---\n")
    name, hint = head.strip().split("\n", 1)
    return BuiltIn(file.stem, name.strip(), hint.strip(), text.strip() + "\n")
