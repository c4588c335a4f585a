"""Boxes, figures and sources of a text, the sections that it is written in, and texts of nothing but signs."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.base.text import TooHeavy, check_depth, render_markdown, sections_of, with_section


@pytest.mark.parametrize(
    ("typed", "kind", "label"),
    [
        ("info", "info", "Bon à savoir"),
        ("attention", "warning", "Attention"),
        ("Attention Travaux", "warning", "Attention\u202f: Travaux"),
        ("warning Attention, verglas", "warning", "Attention, verglas"),
        ("source", "source", "Source"),
        ("adresse Mairie", "address", "Adresse\u202f: Mairie"),
        ("address <b>", "address", "Adresse\u202f: &lt;b&gt;"),
    ],
)
def test_a_box_says_in_words_what_it_is(typed, kind, label):
    html = render_markdown(f"::: {typed}\n**Dedans**\n:::\n").html

    assert f'<div class="box box-{kind}" role="note">\n<p class="box-label"><strong>{label}</strong>' in html
    assert "<p><strong>Dedans</strong></p>" in html
    assert "box" not in render_markdown("::: secret\nnon\n:::").html


def test_boxes_stand_in_boxes_and_end_with_the_text():
    html = render_markdown(":::: info\nun\n\n::: source\ndeux\n:::\n\ntrois\n::::\n\n::: info\nquatre\n").html

    assert html.count("<div") == html.count("</div>") == 3
    assert html.index("trois") < html.index("</div>\n<div", html.index("trois"))


def test_sources_that_their_author_has_named_are_not_named_again():
    assert render_markdown("x[^1]\n\n## Sources\n\n[^1]: y\n").html.count("<h2") == 1
    listed = render_markdown("## Sources\n\nx[^1]\n\n[^1]: y\n")
    assert [heading.text for heading in listed.toc] == ["Sources", "Notes"]


HOSTILE = {
    "boxes": "::: info\n" * 9_900,
    "boxes in boxes": "".join(":" * (n % 9 + 3) + " info\n" for n in range(9_900)),
    "ends of boxes": ":::\n" * 9_900,
    "equal headings": "# a\n" * 9_900,
    "underlined headings": "a\n=\n\n" * 3_300,
    "definitions": "a\n: b\n" * 4_900,
    "quotations": (">" * 50 + "a\n") * 3_000,
    "lists": "".join(" " * n + "- a\n" for n in range(600)),
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_no_page_of_signs_takes_a_second(source, a_second):
    for read in (render_markdown, check_depth, sections_of):
        begun = time.process_time()
        with contextlib.suppress(TooHeavy):
            read(source)
        assert time.process_time() - begun < a_second


@pytest.mark.parametrize(
    "source", ["> " * 19 + "a", HOSTILE["lists"], "".join(f":{':' * (22 - n)} info\n" for n in range(20))]
)
def test_what_would_not_be_shown_is_refused(source):
    with pytest.raises(TooHeavy) as refusal:
        check_depth(source)

    assert refusal.value.code == "too_deep"
    check_depth("> > > a\n\n    " + "- " * 20 + "code\n\n" + "::: info\nx\n:::\n" * 30)


SECTIONS = """Un début.

# Visite #

Par ici.

Dessous
-------
Deux lignes sous un titre
souligné.

```
# pas un titre
```

> # ni celui-ci

# Visite

::: info
# Dans une boîte
:::
## Plus bas
Fin.
"""


def test_sections_are_where_the_reader_sees_headings():
    found = {section.id: section for section in sections_of(SECTIONS)}

    assert list(found) == ["s-visite", "s-dessous", "s-visite-2", "s-plus-bas"]
    assert found["s-visite"].text.startswith("# Visite #") and found["s-visite"].text.endswith("ni celui-ci")
    assert found["s-dessous"].text.startswith("Dessous\n-------")
    assert found["s-visite-2"].text.endswith("Fin.")
    ids = {heading.id for heading in render_markdown(SECTIONS).toc if heading.whole}
    assert ids == set(found)


def test_a_section_is_exchanged_and_nothing_else_moves():
    middle = next(section for section in sections_of(SECTIONS) if section.id == "s-dessous")

    assert with_section(SECTIONS, middle, middle.text + "\r\n\r\n") == SECTIONS
    changed = with_section(SECTIONS, middle, "## Autre\r\nTexte")
    assert changed == SECTIONS.replace(middle.text, "## Autre\nTexte")
    assert with_section("# A\nB\n===\n", sections_of("# A\nB\n===\n")[0], "# A\nun") == "# A\nun\n\nB\n===\n"
    assert with_section("a\n\n# B\n\nb\n", sections_of("a\n\n# B\n\nb\n")[0], "") == "a\n"


MARKDOWN_PIECES = [
    "# A", "## B", "# A", "B\n===", "C\n---", "texte", "", "```", "~~~", "> # q", "- # l", "    # code",
    "::: info", ":::",
    "[^1]: # note", "x[^1]", "| a |\n|---|", "#sans", "####### sept", "***",
]  # fmt: skip


@given(st.lists(st.sampled_from(MARKDOWN_PIECES), max_size=12))
def test_putting_each_section_back_changes_nothing(pieces):
    source = "\n".join(pieces)
    for section in sections_of(source):
        assert with_section(source, section, section.text) == source
        other = with_section(source, section, section.text + "\n\nun mot de plus")
        assert "un mot de plus" in other
        assert all(line in other.split("\n") for line in source.split("\n") if line.strip())
