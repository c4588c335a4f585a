"""Is what guards the town tested? Each guard is made wrong in one place, and some test must notice.

    CALADE_MODE=test python -m tests.mutation                 every module of TARGETS
    CALADE_MODE=test python -m tests.mutation people fetch    those whose path holds one of the words

Comparisons are turned, a part of a condition, of a query or of a list is dropped, a condition holds always or never,
True and False, `all` and `any`, `+` and `-` are exchanged, numbers move by one, what is raised or merely called is left
out, and the answer is True, False or nothing. What survives is printed; the end is 1 when something survives that
`docs/security.md` does not explain. Tables of a module and what a parameter is when it is left out are not changed.
"""

import os
import sys
from pathlib import Path

import django
import pytest

from tests.mutation.trial import Trial

ROOT = Path(__file__).parents[2]
# Each with its table of whom it lets.
PERMISSIONS = sorted(
    path.parent.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*/permissions.py"), *ROOT.glob("commons/*/permissions.py")]
)
FETCH = ["tests/federation/test_fetch.py", "tests/federation/test_fetch_hostile.py"]
TURNS = "tests/federation/test_take_turns.py"
PROOFS = ["tests/federation/test_published_vectors.py", "tests/federation/test_knock_door.py"]
TARGETS: dict[str, list[str]] = {
    "commons/base/egress.py": ["tests/commons/base/test_egress.py", *FETCH],
    "federation/fetch.py": [*FETCH, "tests/federation/test_ask_others.py", TURNS],
    "federation/turns.py": [TURNS],
    "federation/signatures.py": ["tests/federation/test_signatures.py", *PROOFS],
    "federation/structured_fields.py": ["tests/federation/test_structured_fields.py"],
    "federation/proofs.py": ["tests/federation/test_proofs.py", *PROOFS],
    "commons/conversations/assembly_rights.py": ["tests/commons/conversations/test_say_who_may.py"],
} | {f"{name}/permissions.py": [f"tests/{name}/test_say_who_may.py"] for name in PERMISSIONS}
# Nothing is captured or drawn for nobody; that modules were imported before pytest came is no fault here.
QUIET = [
    "-q",
    "-s",
    "--reuse-db",
    "--tb=no",
    "--no-header",
    "--no-summary",
    "-p",
    "no:cacheprovider",
    "-Wignore",
]


def main(words: list[str]) -> int:
    chosen = {
        path: tests for path, tests in TARGETS.items() if not words or any(word in path for word in words)
    }
    django.setup()
    trial = Trial(list(chosen), (ROOT / "docs" / "security.md").read_text())
    run = list(dict.fromkeys(test for tests in chosen.values() for test in tests))
    pytest.main([*QUIET, *run], plugins=[trial])
    return int(trial.unexplained > 0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commons.settings")
    sys.exit(main(sys.argv[1:]))
