"""docs/asvs.md judges each requirement once, and each test that it names exists."""

import re

from tests.architecture.named import NODE, ROOT, names_in

JUDGED = {"yes", "in part", "no", "does not apply"}
PAGE = (ROOT / "docs" / "asvs.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]


def test_each_requirement_is_judged_once_in_words() -> None:
    numbers = [row[0] for row in ROWS]
    assert len(numbers) == len(set(numbers)) > 200
    assert [row[0] for row in ROWS if row[2] not in JUDGED or not row[1]] == []
    for judged in JUDGED:
        count = sum(row[2] == judged for row in ROWS)
        assert re.search(rf"\b{count} (hold|are not met|do not apply)", PAGE), f"{judged}: {count}"


def test_each_test_that_is_named_exists() -> None:
    named = set(NODE.findall(PAGE))
    assert {f"{path}::{name}" for path, name in named if name not in names_in(path)} == set()
    assert len(named) > 80
