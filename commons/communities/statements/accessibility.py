"""How far the site follows the RGAA 4.1.2, criterion by criterion (law 2005-102, article 47; décret 2019-768).

Each theme says in the order of its criteria: C it is followed, N it is not, - there is nothing here that it speaks
of. What stands under `shown_by` are tests that fail when it is no longer so; the rest was judged by hand.
`tests/architecture/test_statements.py` looks for them and counts the criteria.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOUND = "tests/journeys/test_pages.py::test_is_sound_for_everybody"
CHARGED = "tests/journeys/test_pages.py::test_is_sound_for_who_holds_a_charge"
SPACED = "tests/journeys/test_pages.py::test_can_be_spaced_and_enlarged"
KEYS = "tests/journeys/test_pages.py::test_keys_alone_lead_through_it"
TEXTS = "tests/commons/base/test_text.py"
PICTURES = "tests/journeys/test_10_images.py"
LIVE = "tests/journeys/test_4_live.py"
FORMS = "tests/journeys/test_3_help.py"
DRAFTS = "tests/journeys/test_15_drafts.py"

ASSESSED = date(2026, 12, 1)
CRITERIA = 106


@dataclass(frozen=True)
class Theme:
    """`criteria` is one letter for each, in order."""

    name: Promise
    criteria: str
    shown_by: tuple[str, ...] = ()

    @property
    def followed(self) -> int:
        return self.criteria.count("C")

    @property
    def broken(self) -> int:
        return self.criteria.count("N")

    @property
    def absent(self) -> int:
        return self.criteria.count("-")


THEMES = (
    Theme(_("Pictures"), "CCC--CCCC", (SOUND, PICTURES)),
    Theme(_("Frames"), "--"),
    Theme(_("Colours"), "CCC", (SOUND,)),
    Theme(_("Sound and film"), "-" * 13),
    Theme(_("Tables"), "---CCCC-", (SOUND, TEXTS)),
    Theme(_("Links"), "CC", (SOUND,)),
    Theme(_("Scripts"), "CCCCC", (SOUND, LIVE)),
    Theme(_("What every page must have"), "CCCCCCNCCC", (SOUND,)),
    Theme(_("Structure"), "CCCC", (SOUND,)),
    Theme(_("Presentation"), "CCCCCCCCCCCCC-", (SOUND, SPACED)),
    Theme(_("Forms"), "CCCCCCC-CCCCC", (SOUND, CHARGED, FORMS)),
    Theme(_("Finding one's way"), "CC--CCCCC-C", (SOUND, KEYS)),
    Theme(_("Consultation"), "CCCCC-C-CCC-", (SOUND, DRAFTS)),
)

# What does not hold: the criterion, what it means for a reader, what will be done.
BROKEN = (
    (
        "8.7",
        _(
            "What somebody of the town writes in another language is not marked as such, so a screen reader reads it "
            "as if it were French. A message from elsewhere is marked, where its server names the language."
        ),
        _("Who writes will be able to say in which language."),
    ),
)


def followed() -> int:
    return sum(theme.followed for theme in THEMES)


def applicable() -> int:
    return sum(theme.followed + theme.broken for theme in THEMES)


def share() -> int:
    """Per cent of what applies, rounded down: nobody reaches a hundred by rounding."""
    return 100 * followed() // applicable()


def state() -> Promise:
    """In the words of the decree."""
    if followed() == applicable():
        return _("fully compliant")
    return _("partially compliant") if 2 * followed() >= applicable() else _("not compliant")


# On every page, as the decree wants it.
STATE = state()
