"""What was checked of the town's safety, counted in the tables that the tests hold true."""

import re
from collections import Counter
from functools import cache

from django.conf import settings

ROW = re.compile(r"^\| \d+\.\d+\.\d+ \|.*\| (yes|in part|no|does not apply) \|(.*)\|$", re.MULTILINE)


@cache
def requirements() -> dict[str, int]:
    """{"held", "shown" (of these, by a test), "in_part", "not_met", "without_object"}; {} without `docs/asvs.md`."""
    file = settings.ROOT / "docs" / "asvs.md"
    rows = ROW.findall(file.read_text()) if file.exists() else []
    if not rows:
        return {}
    judged = Counter(state for state, _tests in rows)
    return {
        "held": judged["yes"],
        "shown": sum(state == "yes" and "::test_" in tests for state, tests in rows),
        "in_part": judged["in part"],
        "not_met": judged["no"],
        "without_object": judged["does not apply"],
    }
