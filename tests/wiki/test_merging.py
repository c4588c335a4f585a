"""Two people save the same page: what each wrote is in the result, or in front of somebody's eyes."""

import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.alignment import align, lines_of, tokens_of
from wiki.merging import Agreed, Conflict, Edited, Unsettled, merge, normalise, resolve

LINES = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "", "- item"]), max_size=9).map(
    lambda lines: "".join(line + "\n" for line in lines)
)
WORDS = st.lists(
    st.sampled_from(["le", "marché", "d'été", "ouvre", "mardi", "10", ",", " ", "\n"]), max_size=14
)
TEXTS = st.one_of(LINES, WORDS.map(" ".join), st.text(max_size=40))

MARKET = "# Marché\n\nLe marché a lieu mardi, entrée libre.\n\nVenez nombreux.\n"


def test_two_paragraphs_changed_by_two_people_are_both_kept():
    mine = MARKET.replace("# Marché", "# Marché de Noël")
    theirs = MARKET.replace("nombreux", "en famille")

    merged = merge(MARKET, mine, theirs)

    assert merged.kind == "lines"
    assert "Noël" in merged.text and "famille" in merged.text


def test_two_changes_in_one_sentence_are_woven_and_say_so():
    merged = merge(MARKET, MARKET.replace("mardi", "mercredi"), MARKET.replace("libre", "2 euros"))

    assert merged.kind == "words"
    assert "Le marché a lieu mercredi, entrée 2 euros.\n" in merged.text
    assert [hunk.text for hunk in merged.hunks if isinstance(hunk, Agreed) and hunk.by_words] == [
        "Le marché a lieu mercredi, entrée 2 euros.\n"
    ]


def test_two_prices_for_one_thing_are_a_conflict():
    merged = merge("Le pain coûte 10 euros.", "Le pain coûte 12 euros.", "Le pain coûte 15 euros.")

    assert merged.kind == "conflict"
    assert merged.hunks == [
        Conflict("Le pain coûte 10 euros.\n", "Le pain coûte 12 euros.\n", "Le pain coûte 15 euros.\n")
    ]
    with pytest.raises(Unsettled):
        _ = merged.text


def test_deleting_what_another_person_edits_is_a_conflict():
    gone = MARKET.replace("Le marché a lieu mardi, entrée libre.\n", "")
    merged = merge(MARKET, gone, MARKET.replace("mardi", "jeudi"))

    assert merged.kind == "conflict"
    (conflict,) = [hunk for hunk in merged.hunks if isinstance(hunk, Conflict)]
    assert "jeudi" in conflict.theirs and "marché" not in conflict.mine


def test_line_ends_of_a_browser_change_nothing():
    assert merge(MARKET, MARKET.replace("\n", "\r\n"), MARKET.replace("mardi", "jeudi")).kind == "same"


def test_a_missing_final_newline_is_not_an_edit():
    merged = merge(MARKET, MARKET.rstrip("\n"), MARKET.replace("nombreux", "tôt"))

    assert merged.kind == "same"
    assert merged.text.endswith("tôt.\n")


def test_accents_composed_in_two_ways_are_the_same_letters():
    assert normalise("e\u0301te\u0301") == "été\n"


def test_fifty_people_add_a_line_each_and_nobody_is_lost():
    base = current = "".join(f"Rue {n}\n\n" for n in range(50))
    for n in range(50):
        current = merge(base, base.replace(f"Rue {n}\n", f"Rue {n}, avec banc {n}\n"), current).text

    assert [f"banc {n}" in current for n in range(50)] == [True] * 50


@pytest.mark.parametrize(
    ("choice", "result"),
    [
        ("mine", "a\n\nun\n\nz\n"),
        ("theirs", "a\n\ndeux\n\nz\n"),
        ("both", "a\n\nun\n\ndeux\n\nz\n"),
        (Edited("trois\r\n"), "a\n\ntrois\n\nz\n"),
        (Edited(""), "a\n\n\nz\n"),
    ],
)
def test_settling_a_conflict(choice, result):
    merged = merge("a\n\nzéro\n\nz\n", "a\n\nun\n\nz\n", "a\n\ndeux\n\nz\n")

    assert resolve(merged.hunks, [choice]) == result


def test_keeping_both_items_keeps_one_list():
    merged = merge("- a\n- zéro\n", "- a\n- un\n", "- a\n- deux\n")

    assert resolve(merged.hunks, ["both"]) == "- a\n- un\n- deux\n"


def test_every_conflict_needs_its_choice():
    merged = merge("un\n", "deux\n", "trois\n")

    for choices in ([], ["mine", "mine"]):
        with pytest.raises(Unsettled):
            resolve(merged.hunks, choices)


def test_a_page_rewritten_by_two_people_is_woven_only_so_far():
    """Each passage could be woven; together they would hold the one who saves."""

    def page(first: str, last: str) -> str:
        return "".join(f"{n} {first} {'mot ' * 1000}{last}\n\nentre {n}\n\n" for n in range(20))

    merged = merge(page("un", "fin"), page("deux", "fin"), page("un", "bout"))

    assert merged.kind == "conflict"
    assert 10 <= sum(isinstance(hunk, Agreed) and hunk.by_words for hunk in merged.hunks) <= 15


def test_hostile_pages_are_replaced_as_one_block():
    one, other = ["\n", "a\n"] * 12_000, ["a\n", "b\n", "\n"] * 9_000

    assert [step.same for step in align(["h\n", *one, "t\n"], ["h\n", *other, "t\n"])] == [True, False, True]


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_one_side_alone_wins_unchanged(base, changed):
    assert merge(base, changed, base).text == normalise(changed)
    assert merge(base, base, changed).text == normalise(changed)
    assert merge(base, changed, changed).text == normalise(changed)


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_exchanging_the_sides_exchanges_the_conflicts_only(base, mine, theirs):
    here, there = merge(base, mine, theirs), merge(base, theirs, mine)

    assert here.kind == there.kind
    exchanged = [Conflict(h.base, h.theirs, h.mine) if isinstance(h, Conflict) else h for h in there.hunks]
    assert here.hunks == exchanged


@settings(deadline=None)
@given(LINES, LINES, LINES)
def test_no_line_is_invented_and_each_side_can_be_had_back(base, mine, theirs):
    merged = merge(base, mine, theirs)
    known = set(lines_of(base + mine + theirs))

    for hunk in merged.hunks:
        if isinstance(hunk, Conflict):
            assert set(lines_of(hunk.base + hunk.mine + hunk.theirs)) <= known
        elif not hunk.by_words:
            assert set(lines_of(hunk.text)) <= known


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_an_alignment_covers_both_texts_and_tells_the_truth(old, new):
    for cut in (lines_of, tokens_of):
        before, after = cut(old), cut(new)
        steps = align(before, after)
        assert "".join(before) == old
        assert [p for s in steps for p in before[s.i1 : s.i2]] == before
        assert [p for s in steps for p in after[s.j1 : s.j2]] == after
        assert all((before[s.i1 : s.i2] == after[s.j1 : s.j2]) == s.same for s in steps)
        assert all(one.same != other.same for one, other in pairwise(steps))


def git_merge(folder: Path, base: str, mine: str, theirs: str) -> str | None:
    for name, text in (("base", base), ("mine", mine), ("theirs", theirs)):
        (folder / name).write_text(text)
    run = subprocess.run(
        ["git", "merge-file", "-p", "mine", "base", "theirs"], cwd=folder, capture_output=True, check=False
    )
    return run.stdout.decode() if run.returncode == 0 else None


EDITS = st.dictionaries(st.integers(0, 7), st.sampled_from(["x", "y"]), max_size=3)


@settings(max_examples=40, deadline=None)
@given(
    out_mine=st.sets(st.integers(0, 7), max_size=2),
    out_theirs=st.sets(st.integers(0, 7), max_size=2),
    mine=EDITS,
    theirs=EDITS,
)
def test_git_agrees(tmp_path_factory, out_mine, out_theirs, mine, theirs):
    """On lines that are all different, there is one alignment: git and this merge must answer alike."""
    folder = tmp_path_factory.mktemp("merge")

    def version(edits: dict[int, str], out: set[int]) -> str:
        return "".join(f"ligne{n}{edits.get(n, '')}\n" for n in range(8) if n not in out)

    texts = version({}, set()), version(mine, out_mine), version(theirs, out_theirs)
    expected, merged = git_merge(folder, *texts), merge(*texts)

    if merged.kind in ("same", "lines"):
        assert merged.text == expected
    else:
        assert expected is None
