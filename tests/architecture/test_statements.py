"""What the town declares is true: its tables are whole, the tests that it names are there, licences are known."""

import ast
import json

import pytest

from commons.communities.statements import accessibility, measures, security, software
from tests.architecture.named import ROOT, names_in

# Criteria of the RGAA 4.1.2 in each of its thirteen themes.
CRITERIA = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
# Licences that may stand in a work under the AGPL 3.0 or later.
FREE = {
    "AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "GPL-2.0-or-later", "LGPL-3.0-only", "MIT",
    "MIT-0", "MIT-CMU", "PSF-2.0", "TCL", "ZPL-2.1",
}  # fmt: skip


def test_every_criterion_is_judged():
    assert [len(theme.criteria) for theme in accessibility.THEMES] == CRITERIA
    assert sum(CRITERIA) == accessibility.CRITERIA
    assert {letter for theme in accessibility.THEMES for letter in theme.criteria} <= set("CN-")


def test_what_does_not_hold_is_said_in_words():
    said = {number for number, _what, _plan in accessibility.BROKEN}
    broken = {
        f"{place}.{at}"
        for place, theme in enumerate(accessibility.THEMES, 1)
        for at, letter in enumerate(theme.criteria, 1)
        if letter == "N"
    }
    assert said == broken
    assert 100 * accessibility.followed() // accessibility.applicable() == accessibility.share()


@pytest.mark.parametrize("test", sorted({test for theme in accessibility.THEMES for test in theme.shown_by}))
def test_the_tests_that_are_named_are_there(test):
    path, _colons, name = test.partition("::")
    found = names_in(path)
    assert name in found if name else any(one.startswith("test_") for one in found)


def test_what_pages_weigh_is_published_for_all_that_are_weighed():
    pages = ast.parse((ROOT / "tests/journeys/test_pages.py").read_text())
    [kinds] = [
        ast.literal_eval(node.value)
        for node in pages.body
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "PAGES"
    ]
    assert set(json.loads(measures.FILE.read_text())["pages"]) == set(kinds) - {
        "page not written",
        "board with map",
    }


@pytest.mark.parametrize("package", software.packages(), ids=lambda package: package.name)
def test_all_that_we_stand_on_is_free(package):
    parts = package.licence.replace("(", "").replace(")", "").replace(" OR ", " AND ").split(" AND ")
    assert package.home.startswith("http")
    assert set(parts) <= FREE, f"{package.name}: {package.licence!r}"


def test_the_requirements_that_are_counted_are_those_of_the_table():
    counted = security.requirements()
    rows = [line for line in (ROOT / "docs/asvs.md").read_text().splitlines() if line[2:3].isdigit()]
    assert sum(counted.values()) - counted["shown"] == len(rows)
    assert 0 < counted["shown"] <= counted["held"]
