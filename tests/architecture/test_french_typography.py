"""French as printers set it: a narrow no-break space inside « » and before : ; ? !, and a curved apostrophe."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
WRONG = re.compile(r"[ \u00a0][:;?!»](?=$|[\s,.)…])|«(?!\u202f)|(?<!\u202f)»|\w'\w")


def faults(text: str) -> list[str]:
    return [text[max(0, found.start() - 20) : found.end()] for found in WRONG.finditer(text)]


@pytest.mark.parametrize(
    "catalogue", sorted(ROOT.glob("locale/fr/LC_MESSAGES/*.po")), ids=lambda path: path.stem
)
def test_every_sentence_is_set_as_french_is(catalogue: Path) -> None:
    said = (
        text for entry in polib.pofile(catalogue) for text in (entry.msgstr, *entry.msgstr_plural.values())
    )
    assert [fault for text in said for fault in faults(text)] == []


@pytest.mark.parametrize("text", ["Perdue ?", "Trop\u00a0: dix", "« Titre\u202f»", "«\u202fTitre »", "l'eau"])
def test_what_is_set_otherwise_is_found(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize(
    "text", ["Perdue\u202f?", "à 12:30", "«\u202fTitre\u202f»", "l’eau", "https://a.example"]
)
def test_what_is_set_well_is_not(text: str) -> None:
    assert faults(text) == []
