"""docs/security.md has each row of our list of published vulnerabilities, and each test that it names exists."""

import re

from tests.architecture.named import NODE, ROOT, names_in

ROWS = [*range(1, 33), *range(50, 77), *range(90, 121), *range(140, 172), *range(190, 221)]


def lines():
    return (ROOT / "docs" / "security.md").read_text().splitlines()


def test_each_row_is_there_once_with_a_test_or_a_reason():
    rows = [line for line in lines() if re.match(r"\| \d+ \|", line)]
    assert [int(row.split("|")[1]) for row in rows] == ROWS
    bare = [row for row in rows if not NODE.search(row) and "does not apply: " not in row]
    assert bare == []


def test_each_rule_for_files_is_there():
    found = [line.split("|")[1].strip() for line in lines() if line.startswith("| UP-")]
    assert found == [f"UP-{number}" for number in range(1, 9)]


def test_each_test_that_is_named_exists():
    named = {node for line in lines() for node in NODE.findall(line)}
    assert {f"{path}::{name}" for path, name in named if name not in names_in(path)} == set()
    assert len(named) > 120
