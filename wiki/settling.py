"""Between a merge and the page that asks about it: what is shown, and what was chosen."""

from collections.abc import Mapping
from typing import Any

from wiki.merging import Agreed, Choice, Conflict, Edited, Merge

AROUND = 240  # characters of what nobody disagrees about, shown on each side of a disagreement


def pieces(
    merged: Merge, *, their_name: str = "", posted: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """For parts/_conflict.html: agreed passages as context, numbered disagreements, choices already made."""
    shown: list[dict[str, Any]] = []
    number = 0
    for index, hunk in enumerate(merged.hunks):
        if isinstance(hunk, Agreed):
            shown.append({"text": _around(hunk.text, index > 0, index < len(merged.hunks) - 1)})
            continue
        number += 1
        shown.append(
            {
                "number": number,
                "mine": hunk.mine.strip("\n"),
                "theirs": hunk.theirs.strip("\n"),
                "their_name": their_name,
                "choice": (posted or {}).get(f"choice_{number}", ""),
                "edited": (posted or {}).get(f"text_{number}", ""),
            }
        )
    return shown


def choices(merged: Merge, posted: Mapping[str, Any]) -> list[Choice]:
    """The choices in order; it stops at the first disagreement without one, which `resolve` then refuses."""
    made: list[Choice] = []
    conflicts = sum(isinstance(hunk, Conflict) for hunk in merged.hunks)
    for number in range(1, conflicts + 1):
        choice = posted.get(f"choice_{number}")
        if choice == "edit":
            made.append(Edited(str(posted.get(f"text_{number}", ""))))
        elif choice in ("mine", "theirs", "both"):
            made.append(choice)
        else:
            break
    return made


def _around(text: str, after_one: bool, before_one: bool) -> str:
    """What stands next to a disagreement: its beginning after one, its end before the next."""
    text = text.strip("\n")
    if len(text) <= 2 * AROUND:
        return text
    head = f"{text[:AROUND].rstrip()} […]" if after_one else "[…]"
    return f"{head} {text[-AROUND:].lstrip()}" if before_one else head
