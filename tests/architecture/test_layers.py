"""One may only import downward: roof, rooms, ground."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
INNER_IMPORT = re.compile(r"\s+(from [\w.]+ import |import \w)")


def test_imports_go_downward_only():
    said = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout


def test_only_ready_imports_inside_a_function():
    """Elsewhere an import inside a function hides a circle. asgi.py looks whether federation is installed."""
    found = []
    for package in ("commons", "wiki", "mutual_aid", "alerts", "federation", "demo"):
        for path in (ROOT / package).rglob("*.py"):
            if path.name in {"apps.py", "asgi.py"} or "migrations" in path.parts:
                continue
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if INNER_IMPORT.match(line):
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert [line for line in found if not _under_type_checking(line)] == []


def _under_type_checking(found: str) -> bool:
    place = found.split(": ", 1)[0]
    name, number = place.rsplit(":", 1)
    lines = (ROOT / name).read_text().splitlines()
    for line in reversed(lines[: int(number) - 1]):
        if line and not line.startswith((" ", "\t")):
            return line.startswith("if TYPE_CHECKING")
    return False


def test_nobody_sends_signals_to_our_own_packages():
    """Django's own may be listened to (a sign-out); between our packages there is the journal."""
    for package in ("commons", "wiki", "mutual_aid", "alerts", "federation"):
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text()
            assert "dispatch import Signal" not in text, path
            assert "post_save" not in text and "pre_save.connect" not in text, path
