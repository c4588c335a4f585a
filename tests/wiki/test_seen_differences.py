"""What changed, on the page as it is read: well-formed, safe, and true on both sides."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.base.text import clean_own, plain, render_markdown
from wiki.actions import revise_page
from wiki.seen_differences import marked

from .conftest import TEXT

BLOCKS = st.lists(
    st.sampled_from(
        [
            "Un **mot** fort.\n\n", "Un mot doux et [lien](https://a.example).\n\n", "## Titre\n\n",
            "- pain\n- lait\n\n", "- pain\n- beurre\n  - salé\n\n", "|a|b|\n|-|-|\n|1|2|\n\n",
            "|a|b|\n|-|-|\n|1|3|\n|4|5|\n\n", "> dit\n\n", "```\ncode <b>\n```\n\n", "1 < 2 & 3\n\n", "---\n\n",
        ]
    ),
    max_size=6,
).map("".join)  # fmt: skip


def html(text: str) -> str:
    return str(render_markdown(text, language="fr").html)


def compared(old: str, new: str) -> str:
    return marked(html(old), html(new), lambda what: f"[{what}]")


def side(result: str, without: str) -> str:
    """One of the two pages, read out of the comparison."""
    words = re.sub(r'<span class="sr">[^<]*</span>|<em>\[moved_[a-z]+\] </em>', "", result)
    words = re.sub(rf"<{without}>.*?</{without}>", "", words, flags=re.DOTALL)
    return "".join(plain(words).split())


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in {"br", "hr", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@given(BLOCKS, BLOCKS)
def test_both_pages_can_be_read_out_of_it(old, new):
    result = compared(old, new)
    balance = Balance()
    balance.feed(result)
    assert balance.open == []
    assert side(result, "del") == "".join(plain(html(new)).split())
    assert side(result, "ins") == "".join(plain(html(old)).split())
    assert plain(clean_own(result)) == plain(result)


@given(BLOCKS)
def test_nothing_is_marked_where_nothing_changed(text):
    assert "<ins>" not in compared(text, text) and "<del>" not in compared(text, text)


def test_words_rows_and_items_are_marked_where_they_stand():
    result = compared(
        "Le marché ouvre **mardi**.\n\n- pain\n", "Le marché ouvre **jeudi**.\n\n- pain\n- lait\n"
    )
    assert '<del><span class="sr">[removed] </span>mardi</del>' in result
    assert '<strong><ins><span class="sr">[added] </span>jeudi</ins></strong>' in result
    assert '<li><ins><span class="sr">[added] </span>lait</ins></li>' in result


def test_a_block_that_moved_says_so_in_words():
    one, two = (
        "Un premier paragraphe assez long.\n\n",
        "Un deuxième, qui reste où il est, plus long encore.\n\n",
    )
    result = compared(one + two, two + one)
    assert "[moved_here]" in result and "[moved_away]" in result


def test_what_was_removed_takes_no_anchor_away():
    assert compared("## Un titre\n", "Du texte.\n").count('id="') == 0


def test_a_hostile_page_is_compared_by_whole_blocks():
    old = "\n\n".join(f"{'mot ' * 30}{n}" for n in range(1500))
    new = "\n\n".join(f"{'sel ' * 30}{n}" for n in range(1500))
    result = marked(html(old), html(new), str)
    assert result.count("<del>") == result.count("<ins>") == 1500


@pytest.mark.django_db
def test_the_third_view_stands_beside_the_others(visitor, page, bob):
    revise_page(page, by=bob, text=TEXT.replace("lundi", "jeudi"), based_on=page.current)
    lines = visitor.get(f"{page.on('compare')}?old=1&new=2")
    assert "?old=1&amp;new=2&amp;view=read" in lines.text
    read = visitor.get(f"{page.on('compare')}?old=1&new=2&view=read").text
    assert "[removed] </span>lundi</del>" in read and "[added] </span>jeudi</ins>" in read
