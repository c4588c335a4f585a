"""MediaWiki's wikitext as our Markdown; what has no equal is kept as it was and named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.base.text import render_markdown
from wiki.exchange.wikitext import Names, convert

CASES = {
    "== Un titre ==\nTexte": "## Un titre\n\nTexte\n",
    "= Un =\n===== Cinq =====": "## Un\n\n##### Cinq\n",
    "'''gras''' ''italique'' '''''les deux'''''": "**gras** *italique* ***les deux***\n",
    "''' gras '''x": " **gras** x\n".lstrip(),
    "* un\n** deux\n*** trois\nSuite": "* un\n  * deux\n    * trois\n\nSuite\n",
    "# un\n## deux": "1. un\n   1. deux\n",
    ": cité\n; Mot : sens": "> cité\n\n**Mot** : sens\n",
    "[[Page]]s [[Page#Partie|là]] [[page_longue]]": "[[Page|Pages]] [[Page#Partie|là]] [[page longue]]\n",
    "[[Aide:Lien|aide]] [[:Catégorie:Bois]]": "aide Bois\n",
    "[https://a.fr/b_c Un lien] https://a.fr": "[Un lien](https://a.fr/b_c) <https://a.fr>\n",
    "[javascript:alert(1) clic]": "\\[javascript:alert(1) clic\\]\n",
    "un<br>deux<br />trois": "un\\\ndeux\\\ntrois\n",
    "<nowiki>'''[[x]]'''</nowiki>": "'''\\[\\[x\\]\\]'''\n",
    "a*b_c `d` <e> 1 < 2 &eacute;&lt;": "a\\*b_c \\`d\\` \\<e> 1 \\< 2 é\\<\n",
    "1. non\n- non\n> non": "1\\. non\n\\- non\n\\> non\n",
    "a<ref name=x>Un</ref> b<ref name=x /><ref>Deux</ref>\n<references />": (
        "a[^1] b[^1][^2]\n\n[^1]: Un\n[^2]: Deux\n"
    ),
    "a<ref>{{Lien web|url=https://a.fr|titre=T|auteur=X}}</ref>": "a[^1]\n\n[^1]: [T](https://a.fr), X\n",
    "{|\n|+ Prix\n! A !! B\n|-\n| 1 || [[x|y]]\n|-\n| 2\n|}": (
        "Prix\n\n| A | B |\n|---|---|\n| 1 | [[x\\|y]] |\n| 2 |  |\n"
    ),
    "<code>a`b</code> <pre>x\n  y</pre>": "``a`b``\n\n```\nx\n  y\n```\n",
    "__NOTOC__a<!-- b -->": "a\n",
}  # fmt: skip


@pytest.mark.parametrize("source", CASES)
def test_what_has_an_equal_becomes_it(source):
    assert convert(source, Names()).text == CASES[source]


def letters(text):
    return "".join(sign for sign in text if sign.isalnum())


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{{Infobox\n| a = ```\n}}", "{{Infobox}}"),
        ("Un {{unité|3|km}} là", "{{unité}}"),
        ("[[Fichier:a.jpg|thumb|une image]]", "a.jpg"),
        ("{| \n| colspan=2 | a\n|}", "{| |}"),
        ("<gallery>\na.jpg\n</gallery>", "<gallery>"),
    ],
)
def test_what_has_none_is_kept_as_source_and_named(source, name):
    converted = convert(source, Names())
    assert converted.kept == [name]
    assert letters(source) in letters(converted.text)
    html = render_markdown(converted.text).html
    assert "<code" in html and "<table" not in html


def test_categories_are_gathered_under_the_name_that_the_wiki_gives_them():
    names = Names()
    names.learn("14", "Rubrique")
    converted = convert("Texte\n[[Rubrique:Jardin]] [[Category:Bois|clé]] [[en:Garden]]", names)
    assert (converted.text, converted.categories) == ("Texte\n", ["Jardin", "Bois"])
    assert converted.kept == ["en:Garden"]


def test_a_page_with_more_sources_than_a_page_bears_keeps_the_rest_where_they_stand():
    text = convert("".join(f"a<ref>Source {number}</ref> " for number in range(400)), Names()).text
    assert "[^280]: Source 279" in text and "(Source 280)" in text and "[^281]" not in text


@given(st.text(alphabet="[]{}|'=*#:;<>/ref\n a!-&", max_size=120))
def test_no_text_stops_the_reader(source):
    assert isinstance(convert(source, Names()).text, str)
