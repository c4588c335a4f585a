"""docs/limits.md says each limit as the code has it: asked of the code itself, so that neither moves alone."""

import ast
import importlib
import re
from collections.abc import Iterator

from commons.asgi import LARGEST_BODY, LARGEST_WITH_FILE, LONGEST_WAIT
from commons.base.text.limits import LONGEST
from commons.images import encoding, files
from commons.privacy.forms import LARGEST_UPLOAD
from tests.architecture.named import ROOT

PAGE = (ROOT / "docs" / "limits.md").read_text()
ROW = re.compile(r"^\| `([\w.-]+)` \|.*\| (\d+ in [\w ]+) \|$", re.MULTILINE)
DAY = 24 * 3600
SPANS = {60: "a minute", 120: "2 minutes", 600: "10 minutes", 900: "15 minutes", 3600: "an hour", DAY: "a day",
         365 * DAY: "a year"}  # fmt: skip
PLACES = ("commons", "wiki", "mutual_aid", "alerts", "federation")


def asked_for() -> Iterator[tuple[str, str]]:
    """Each call of `limit` whose name is written there, with what its numbers come to."""
    for path in sorted(path for place in PLACES for path in (ROOT / place).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "limit":
                continue
            [name, *_who] = node.args
            if isinstance(name, ast.Constant):
                module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
                said = {
                    word.arg: eval(ast.unparse(word.value), vars(module).copy()) for word in node.keywords
                }
                yield name.value, f"{said['times']} in {SPANS[said['seconds']]}"


def test_each_limit_is_told_and_no_other() -> None:
    assert set(ROW.findall(PAGE)) == set(asked_for())


def test_sizes_are_those_of_the_code() -> None:
    millions = [LARGEST_BODY, LARGEST_WITH_FILE, files.LARGEST, LARGEST_UPLOAD]
    assert all(f"{size // 1_000_000} MB" in PAGE for size in millions)
    assert f"{encoding.MOST_PIXELS // 1_000_000} million pixels, {encoding.LONGEST_SIDE:,} on a side" in PAGE
    assert f"{LONGEST_WAIT:.0f} seconds, of who only reads" in PAGE
    assert f"{LONGEST['wiki']:,} and {LONGEST['post']:,} characters" in PAGE
