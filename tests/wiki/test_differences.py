"""What a reader sees of a change: rows side by side, one woven text, and a diff for other programs."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.differences import MOST_TOKENS, Hunk, Part, collapse, compare, unified

TEXTS = st.lists(
    st.sampled_from(
        ["Le marché ouvre mardi.", "Le marché ouvre jeudi à dix heures.", "", "Venez nombreux.", "x"]
    ),
    max_size=12,
).map(lambda lines: "\n".join(lines))


def rows(hunks: list[Hunk]):
    return [line for hunk in hunks for line in hunk.lines]


def side(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts)


def test_a_changed_word_is_shown_inside_its_line():
    (line,) = rows(compare("Le marché ouvre mardi matin.\n", "Le marché ouvre jeudi matin.\n"))

    assert (line.kind, line.old_number, line.new_number) == ("changed", 1, 1)
    assert line.woven == [
        Part("same", "Le marché ouvre "),
        Part("removed", "mardi"),
        Part("added", "jeudi"),
        Part("same", " matin."),
    ]


def test_two_neighbouring_words_are_one_change():
    (line,) = rows(compare("Rendez-vous mardi soir à la mairie\n", "Rendez-vous jeudi matin à la mairie\n"))

    assert [part.text for part in line.woven if part.kind != "same"] == ["mardi soir", "jeudi matin"]


def test_a_paragraph_that_changed_place_is_moved():
    first, second, third = (
        "Le premier paragraphe du texte.",
        "Le deuxième, plus court.",
        "Enfin le troisième.",
    )
    old, new = f"{first}\n\n{second}\n\n{third}\n", f"{second}\n\n{third}\n\n{first}\n"

    moved = [line for line in rows(compare(old, new)) if line.kind == "moved"]

    assert [(line.old_number, line.new_number, line.partner) for line in moved] == [
        (1, None, 5),
        (None, 5, 1),
    ]


def test_twins_that_move_each_have_their_own_partner():
    twin, other = "Ce paragraphe existe deux fois.\n", "Un autre\n" * 5
    lines = rows(compare(twin + twin + other, other + twin + twin))

    assert [line.partner for line in lines if line.kind == "moved"] == [6, 7, 1, 2]


def test_a_line_that_became_another_one_is_removed_and_added():
    lines = rows(compare("Un banc vert\n", "Trois arbres fruitiers plantés\n"))

    assert [line.kind for line in lines] == ["removed", "added"]


def test_the_changed_line_is_found_among_new_ones():
    old = "Le four banal chauffe le samedi.\n"
    new = "Introduction.\n\nLe four banal chauffe le dimanche.\n\nConclusion.\n"

    kinds = [line.kind for line in rows(compare(old, new))]

    assert kinds == ["added", "added", "changed", "added", "added"]


def test_far_lines_are_folded():
    old = "".join(f"ligne {n}\n" for n in range(40))
    new = old.replace("ligne 20\n", "ligne vingt\n")

    hunks = collapse(compare(old, new), context=3)

    assert [(hunk.kind, len(hunk.lines)) for hunk in hunks] == [
        ("folded", 17), ("same", 3), ("changed", 1), ("same", 3), ("folded", 16),
    ]  # fmt: skip
    assert rows(hunks) == rows(compare(old, new))


def test_equal_texts_have_nothing_to_tell():
    assert unified("a\n", "a\n") == ""
    assert [hunk.kind for hunk in compare("a\nb\n", "a\nb\n")] == ["same"]
    assert compare("", "") == []


def test_a_huge_replaced_passage_is_shown_by_lines_only():
    old = "mot " * MOST_TOKENS + "\n"
    (removed, added) = rows(compare(old, old.replace("mot", "mots")))

    assert (removed.kind, added.kind) == ("removed", "added")


def test_a_page_changed_everywhere_is_shown_by_lines_only():
    def page(word: str) -> str:
        return "".join(f"Une ligne {word} du texte\n" * 49 + f"repère {n}\n" for n in range(20))

    assert {line.kind for line in rows(compare(page("un"), page("deux")))} == {"same", "removed", "added"}


def test_texts_come_back_as_typed():
    """Escaping is the template's work; a second escaping here would show &lt; to people."""
    (line,) = rows(compare("", "<script>alert(1)</script>\n"))

    assert line.new_parts == (Part("added", "<script>alert(1)</script>"),)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_rows(old, new):
    lines = rows(compare(old, new))

    assert [side(line.old_parts) for line in lines if line.old_number] == old.removesuffix("\n").split("\n")[
        : len(old.splitlines())
    ]
    assert [side(line.new_parts) for line in lines if line.new_number] == new.removesuffix("\n").split("\n")[
        : len(new.splitlines())
    ]
    assert [line.old_number for line in lines if line.old_number] == list(range(1, len(old.splitlines()) + 1))
    for line in lines:
        assert side(tuple(p for p in line.woven if p.kind != "added")) == (side(line.old_parts))
        if line.new_parts:
            assert side(tuple(p for p in line.woven if p.kind != "removed")) == side(line.new_parts)


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_git_can_apply_the_diff(tmp_path_factory, old, new):
    folder = tmp_path_factory.mktemp("diff")
    page = folder / "page.md"
    page.write_text(old)
    diff = unified(old, new)
    if diff:
        subprocess.run(
            ["git", "apply", "-"], input=diff.encode(), cwd=folder, check=True, capture_output=True
        )

    assert page.read_text() == new


def test_the_diff_of_a_new_page_begins_before_its_first_line():
    assert unified("", "a\nb") == (
        "--- a/page.md\n+++ b/page.md\n@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file\n"
    )


@pytest.mark.parametrize("context", [0, 1, 5])
def test_the_context_of_a_diff_can_be_chosen(context):
    old = "".join(f"{n}\n" for n in range(30))
    diff = unified(old, old.replace("15\n", "quinze\n"), context=context)

    assert sum(line.startswith(" ") for line in diff.splitlines()) == 2 * context
