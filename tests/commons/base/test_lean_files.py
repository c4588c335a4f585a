"""A style sheet that was made lean says the same."""

from pathlib import Path

from django.core.files.base import ContentFile

from commons.base.lean_files import LeanFiles, lean

SHEET = """/* Stones. */
@layer base {
  .stone > a:hover, .stone::before { color: var(--ink); content: "a: b"; /* why */ inline-size: calc(1rem + 2px); }
}
"""


def test_comments_and_room_between_rules_are_gone() -> None:
    assert lean(SHEET) == (
        "@layer base{.stone > a:hover, .stone::before{color:var(--ink);"
        'content:"a: b";inline-size:calc(1rem + 2px);}}'
    )


def test_making_it_lean_twice_changes_nothing() -> None:
    assert lean(lean(SHEET)) == lean(SHEET)


def test_a_sheet_that_was_read_to_its_end_is_saved_whole(tmp_path: Path) -> None:
    sheet = ContentFile(SHEET.encode())
    sheet.read()
    files = LeanFiles(location=tmp_path)
    assert (tmp_path / files.save("sheet.css", sheet)).read_text() == lean(SHEET)
