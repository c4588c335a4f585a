"""Between a merge and the page that asks about it: what is shown, and what was chosen."""

from collections.abc import Iterable, Mapping
from typing import Any

from wiki.differences import Line, Part, compare
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
        mine, theirs = hunk.mine.strip("\n"), hunk.theirs.strip("\n")
        lines = [line for piece in compare(theirs, mine) for line in piece.lines]
        shown.append(
            {
                "number": number,
                "mine": mine,
                "mine_parts": _parts(line.new_parts for line in lines if _stands(line, "new")),
                "theirs": theirs,
                "their_parts": _parts(line.old_parts for line in lines if _stands(line, "old")),
                "their_name": their_name,
                "choice": (posted or {}).get(f"choice_{number}", ""),
                "edited": (posted or {}).get(f"text_{number}", ""),
            }
        )
    return shown


def _stands(line: Line, side: str) -> bool:
    return (line.new_number if side == "new" else line.old_number) is not None


def _parts(lines: Iterable[tuple[Part, ...]]) -> list[Part]:
    """One side of a disagreement: the words that only it has are marked, whatever the other one has there."""
    parts: list[Part] = []
    for index, line in enumerate(lines):
        parts += [Part("same", "\n"), *line] if index else line
    return parts


def choices(merged: Merge, posted: Mapping[str, Any], *, undecided: Choice | None = None) -> list[Choice]:
    """The choices in order. Where there is none: `undecided`, else it stops there, which `resolve` then refuses."""
    made: list[Choice] = []
    conflicts = sum(isinstance(hunk, Conflict) for hunk in merged.hunks)
    for number in range(1, conflicts + 1):
        choice = posted.get(f"choice_{number}")
        if choice == "edit":
            made.append(Edited(str(posted.get(f"text_{number}", ""))))
        elif choice in ("mine", "theirs", "both"):
            made.append(choice)
        elif undecided is not None:
            made.append(undecided)
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
