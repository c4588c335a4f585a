"""Between a merge and the page that asks about it: what is shown, and what was chosen."""

from collections.abc import Mapping
from typing import Any

from wiki.merging import Agreed, Choice, Conflict, Edited, Merge

LONGEST_AGREED = 700  # characters of a passage nobody disagrees about; beyond, its middle is left out


def pieces(
    merged: Merge, *, their_name: str = "", posted: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """For parts/_conflict.html: agreed passages as context, numbered disagreements, choices already made."""
    shown: list[dict[str, Any]] = []
    number = 0
    for hunk in merged.hunks:
        if isinstance(hunk, Agreed):
            shown.append({"text": _shortened(hunk.text)})
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


def _shortened(text: str) -> str:
    text = text.strip("\n")
    half = LONGEST_AGREED // 2
    return text if len(text) <= LONGEST_AGREED else f"{text[:half].rstrip()} […] {text[-half:].lstrip()}"
