"""What people type becomes HTML that can do no harm, and words that can be found again."""

import re
import time
from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from commons.base.text import (
    Heading,
    TooHeavy,
    WikiLink,
    clean_own,
    clean_remote,
    cleaning,
    excerpt,
    fold,
    linkify,
    plain,
    render_markdown,
    rendering,
    slugify,
    stems,
    title_key,
)
from commons.base.text.cleaning import OWN_TAGS, REL, REMOTE_TAGS
from commons.base.text.limits import LONGEST, MOST_COLUMNS, MOST_FOOTNOTES, MOST_LINES

OUR_REL = f'rel="{REL}"'
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><path d=M0></svg>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=x></object><embed src=x>",
    "<math><semantics><annotation></annotation></semantics></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<p style='background:url(//evil)'>x</p>",
    "<form action=/logout><button name=parentNode>x</button></form>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    "<a href='/\t/evil.example'>x</a>",
    "<a href='https:evil.example'>x</a>",
    "<a id=location name=body href=/a class='invisible box'>x</a>",
    "<h2 id=forms>x</h2>",
    "<img src='https://tracker.example/p.gif'>",
    "<img src='/media/../logout'><img src='/media/%2e%2e/logout'><img src='//evil/media/'>",
    "<p><svg><foreignObject><p>x</p></foreignObject></svg></p>",
    "<table><tr><td><a href=/x><a href=/y>x",
    "<!--><img src=x onerror=alert(1)>-->",
    "<template><p onclick=x>x</template>",
    "<style>@import '//evil'</style><link rel=stylesheet href=//evil><base href=//evil>",
    "<span lang='\"><script>'>x</span>",
]
MARKDOWN_ATTACKS = [
    *ATTACKS,
    "[x](javascript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "<javascript:alert(1)>",
    '![" onerror=alert(1) x="](image:0123456789ab)',
    "![<img src=x onerror=alert(1)>](image:0123456789ab '\" onload=alert(1)')",
    "[x](image:0123456789ab)",
    '[x](/a "\\" onclick=\\"alert(1)")',
    '[[x" onclick="alert(1)|<img src=x onerror=alert(1)>]]',
    '::: info <img src=x onerror=alert(1)>\n"\n:::',
    '```" onload="alert(1)\nx\n```',
    "[^<img>]\n\n[^<img>]: <script>alert(1)</script>",
    '- [x] <input autofocus onfocus="alert(1)">',
    "# <svg onload=alert(1)>",
    "|a|\n|:-:|\n|<script>alert(1)</script>|",
    "{{constructor.constructor('alert(1)')()}} {% debug %} ${7*7}",
]
FORBIDDEN_URL = re.compile(r"^\s*(?!https?://|mailto:|/(?![/\\])|#)", re.IGNORECASE)
HTML = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from([*ATTACKS, "<p>", "</p>", "<b>", "</a>", "<a href=/x>", "<table>", "<li>", "é & <"]),
        max_size=6,
    ).map("".join),
)


def elements(html: str):
    """Every element of a piece of HTML, as another parser than the sanitiser's reads it."""
    waiting = list(JustHTML(html, fragment=True, sanitize=False).root.children or [])
    while waiting:
        node = waiting.pop()
        waiting.extend(getattr(node, "children", None) or [])
        if not node.name.startswith("#"):
            yield node


def assert_harmless(html: str, tags: set[str]) -> None:
    for element in elements(html):
        assert element.name in tags, html
        for name, value in (element.attrs or {}).items():
            assert not name.startswith("on") and name not in ("style", "srcdoc", "name", "action"), html
            if name in ("href", "src"):
                assert not FORBIDDEN_URL.match(value or ""), html
            if name == "id":
                assert "-" in value, html
            if name == "src":
                assert value.startswith("/media/") and ".." not in value and "%" not in value, html


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_on_remote_html_leave_only_the_list(attack):
    cleaned = clean_remote(attack)

    assert_harmless(cleaned, REMOTE_TAGS)
    assert clean_remote(cleaned) == cleaned
    assert 'href="/' not in cleaned and "class" not in cleaned


@pytest.mark.parametrize("profile", ["wiki", "post"])
@pytest.mark.parametrize("attack", MARKDOWN_ATTACKS)
def test_attacks_on_markdown_leave_only_the_list(attack, profile):
    rendered = render_markdown(attack, profile=profile, begin_page=lambda title: f"/new?title={title}")

    assert not rendered.html.startswith("<pre>&"), "the renderer failed"
    assert_harmless(rendered.html, OWN_TAGS)
    assert clean_own(rendered.html) == rendered.html
    assert_harmless(linkify(rendered.html, mention=lambda name: f"/@{name}"), OWN_TAGS)


@settings(deadline=None)
@given(HTML)
@example("<p><svg><foreignObject><p>x")
@example("<pre>\n\n</pre>")
@example("<dl></div><h2></p><rt><pre>\n\n</a>")
def test_cleaning_twice_is_cleaning_once(html):
    for clean, tags in ((clean_remote, REMOTE_TAGS), (clean_own, OWN_TAGS)):
        cleaned = clean(html)
        assert clean(cleaned) == cleaned
        assert_harmless(cleaned, tags)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*MARKDOWN_ATTACKS, "\n", "> ", "- ", "[", "](", "[[", "|", "*", "`", "[^1]", "«"]),
        max_size=9,
    )
)
def test_no_mixture_of_markdown_breaks_out(pieces):
    for profile in ("wiki", "post"):
        assert_harmless(render_markdown("".join(pieces), profile=profile).html, OWN_TAGS)


def test_remote_html_keeps_what_people_write():
    note = (
        '<p lang="fr">Bonjour <span class="h-card"><a class="u-url mention" href="https://b.fr/@a">@<span>a</span></a>'
        '</span><br>voir <a href="https://c.fr/"><span class="invisible">https://</span>c.fr</a></p>'
    )

    cleaned = clean_remote(note)

    assert f'<a class="mention" href="https://b.fr/@a" {OUR_REL}>' in cleaned
    assert 'lang="fr"' in cleaned and "invisible" not in cleaned and "h-card" not in cleaned


def test_html_that_never_settles_is_shown_as_text(monkeypatch):
    class Restless:
        def clean(self, html: str) -> str:
            return f"<p>{html}"

    monkeypatch.setattr(cleaning, "REMOTE", Restless())

    assert clean_remote("<i>a</i>") == "<p>a</p>"


def test_remote_html_that_is_too_long_becomes_text():
    assert clean_remote("<b>x</b> &lt;i&gt; " * 10_000).startswith("<p>x &lt;i&gt; x")


def test_a_page_with_everything():
    page = render_markdown(
        "## Été\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n- [x] fait\n\n"
        "::: warning Attention\nVerglas[^1]\n:::\n\nMot\n: sens\n\n### Été\n\n[^1]: Note.\n"
    )

    assert page.toc == [
        Heading(2, "s-ete", "Été", whole=True),
        Heading(3, "s-ete-2", "Été", whole=True),
        Heading(2, "s-sources", "Sources"),
    ]
    for piece in (
        '<h2 id="s-ete">Été</h2>',
        '<th class="center" scope="col">b</th>',
        '<span class="tick">☑</span> fait',
        '<div class="box box-warning" role="note">\n<p class="box-label"><strong>Attention</strong></p>',
        '<div class="wide" role="group" aria-label="Tableau" tabindex="0"><table>',
        '<section class="footnotes">\n<h2 id="s-sources">Sources</h2>',
        '<a href="#fn-s-1" id="fnref-s-1">[1]</a>',
        "<dt>Mot</dt>",
        '<li id="fn-s-1" class="footnote-item">',
    ):
        assert piece in page.html
    assert "Note." not in page.plain and "Verglas" in page.plain


def test_a_page_that_begins_with_level_one_stays_below_its_title():
    page = render_markdown("# Un\n\n## Deux\n")

    assert [heading.level for heading in page.toc] == [2, 3]


def test_ids_of_two_texts_on_one_page_differ():
    source = "# A\n\nx[^1]\n\n[^1]: y\n"
    ids = [set(re.findall(r' id="([^"]+)"', render_markdown(source, id_prefix=p).html)) for p in ("a-", "b-")]

    assert len(ids[0]) == 4 and not ids[0] & ids[1]
    with pytest.raises(ValueError, match="prefix"):
        render_markdown(source, id_prefix="forms")


def test_links_by_title_are_resolved_in_one_question():
    questions = []

    def resolve(keys: set[str]) -> dict[str, str | None]:
        questions.append(keys)
        return {"ecole fermee": "/wiki/école-fermée"}

    page = render_markdown(
        "[[École  fermée#Horaires d’été|l'école]], [[ÉCOLE FERMÉE]], [[Le Four]] et `[[code]]`, "
        "[[#Plus bas]]\n\n[Le Four]: https://evil.example\n\n    [[code]]\n",
        resolve_links=resolve,
        begin_page=lambda title: f"/wiki/new?title={quote(title)}",
    )

    assert questions == [{"ecole fermee", "le four"}]
    assert '<a class="wikilink" href="/wiki/école-fermée#s-horaires-d-ete">l\'école</a>' in page.html
    assert '<a class="missing" href="/wiki/new?title=Le%20Four">Le Four</a>' in page.html
    assert '<a class="wikilink" href="#s-plus-bas">Plus bas</a>' in page.html
    assert "<code>[[code]]</code>" in page.html and "evil" not in page.html
    assert page.links[0] == WikiLink("ecole fermee", "École fermée", "Horaires d’été", "l'école")
    assert [link.key for link in page.links] == ["ecole fermee", "ecole fermee", "le four"]


def test_a_missing_page_nobody_may_begin_is_a_marked_word():
    assert render_markdown("[[Rien]]").html == '<p><span class="missing">Rien</span></p>\n'


def test_only_links_to_elsewhere_are_marked_as_such():
    page = render_markdown(
        "[a](/wiki/a) [b](https://b.fr) [c](mailto:c@c.fr) [d](#Été) [e](intent:x) [f](tel:1)"
    )

    assert '<a href="/wiki/a">a</a>' in page.html
    assert f'<a href="https://b.fr" {OUR_REL}>b</a>' in page.html
    assert '<a href="#s-ete">d</a>' in page.html
    assert "[e](intent:x) [f](tel:1)" in page.html
    assert page.external == ["https://b.fr", "mailto:c@c.fr"]


def test_html_that_people_type_is_shown_as_typed():
    assert render_markdown("<b>gras</b>").html == "<p>&lt;b&gt;gras&lt;/b&gt;</p>\n"


def test_a_link_by_title_inside_a_link_wins():
    """Links hold no links (CommonMark), and the inner one is read first."""
    assert render_markdown("[voir [[Four]]](/a)").html == (
        '<p>[voir <span class="missing">Four</span>](/a)</p>\n'
    )


def test_images_of_others_are_links_and_count_nobody():
    page = render_markdown("![ici](/media/a.png) ![là](https://x.fr/p.gif) [![vu](https://x.fr/q.gif)](/a)")

    assert '<a href="/media/a.png">ici</a>' in page.html
    assert f'<a href="https://x.fr/p.gif" {OUR_REL}>là</a>' in page.html
    assert '<a href="/a">vu</a>' in page.html


def test_a_message_keeps_its_lines_and_has_no_ids():
    assert render_markdown("un\ndeux\n\n# T\n\n[^1]", profile="post").html == (
        "<p>un<br>\ndeux</p>\n<h4>T</h4>\n<p>[^1]</p>\n"
    )


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Bonjour!", "Bonjour\u202f!"),
        ("Vraiment ?!", "Vraiment\u202f?!"),
        ("Il dit «oui» ; elle dit « non »", "Il dit «\u202foui\u202f»\u202f; elle dit «\u202fnon\u202f»"),
        ("Horaires : 10:30, note:", "Horaires\u202f: 10:30, note\u202f:"),
        ("(ouf !)", "(ouf\u202f!)"),
        (":-) :smile: https://a.fr/b?c d", ":-) :smile: https://a.fr/b?c d"),
        ("`a ; b !`", "<code>a ; b !</code>"),
        ("<https://a.fr/?x>", f'<a href="https://a.fr/?x" {OUR_REL}>https://a.fr/?x</a>'),
    ],
)
def test_french_spaces_are_put_where_people_do_not(typed, printed):
    assert render_markdown(typed).html == f"<p>{printed}</p>\n"
    assert "\u202f" not in render_markdown(typed, language="en").html


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("é" * (LONGEST["post"] // 2 + 1), "too_long"),
        ("a" * 10_001, "long_line"),
        ("[" * 501, "brackets"),
        ("[a\n" * 2_001, "brackets"),
        ("|a" * 60 + "|\n" + "|-" * 60 + "|\n", "large_table"),
        ("|a" * 40 + "|\n" + "|-" * 40 + "|\n" + "|\n" * 300, "large_table"),
        ("".join(f"[^{n}]: x\n\n" for n in range(MOST_FOOTNOTES + 1)), "too_many_footnotes"),
        ("[^1] \n\n" * 1_001, "too_many_footnotes"),
    ],
)
def test_texts_that_would_hold_a_worker_are_refused(source, code):
    with pytest.raises(TooHeavy) as refusal:
        render_markdown(source, profile="post")

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("\n" * (MOST_LINES + 1), "too_many_lines"),
        ("*a *a *a *a *a\n" * (MOST_LINES - 1), "too_many_signs"),
        (f"{'«' * 4_000}\n" * 24, "too_many_signs"),
        (f"{'<a@b.c> ' * 1_000}\n" * 7, "too_many_links"),
    ],
)
def test_pages_of_nothing_but_lines_or_signs_are_refused(source, code):
    with pytest.raises(TooHeavy) as refusal:
        render_markdown(source[: LONGEST["wiki"]], profile="wiki")

    assert refusal.value.code == code


LARGEST = LONGEST["wiki"] - 1


def filled(*lines, most=MOST_LINES - 1):
    """The lines over and over, up to what one page may weigh."""
    text = "".join(f"{line}\n" for line in lines)
    return text * min(LARGEST // len(text.encode()), most // text.count("\n"))


@pytest.mark.parametrize(
    "source",
    [
        # Lists and quotations in each other, by steps, on one line, followed by lines that belong to them.
        "".join(f"{'  ' * depth}* a\n" for depth in range(400)),
        filled(*(f"{'  ' * depth}1. a" for depth in range(20))),
        filled("* a"),
        filled("* a", "b", "- c", "2) d"),
        "* " * 4_000 + "a\n" + filled("b", most=9_000),
        "".join(f"{'>' * depth} a\n" for depth in range(1, 600)),
        filled(">" * 30 + "a"),
        ">" * 1_000 + "a\n" + filled("b", most=9_900),
        filled("> * > 1. > - a", "b"),
        filled("> * > 1. > - a"),
        "> - " * 10 + "a\n" + filled("b", most=1_490),
        # Tables
        filled("|a" * 25 + "|", "|-" * 25 + "|", "|b" * 25 + "|", "", most=500),
        "|a|b|\n|-|-|\n" + filled("|*a*|`b`|", most=4_990),
        "|a|\n|-|\n" + filled("\\|" * 4_000, most=9),
        # Links
        filled(f"[a](https://x.example/{'a' * 1_000}) " * 9),
        filled("[a](" * 1_000, "", most=20),
        filled("[a](<b" * 900, "", most=14),
        filled('[a](b "c' * 900, "", most=20),
        f"[a]: /{'x' * 9_000}\n\n" + filled("[a] " * 1_900, "", most=18),
        filled("[a][b] " * 900, "", most=20),
        "\n\n".join(
            " ".join(f"[[Titre {n}]]" for n in range(first, first + 100)) for first in range(0, 5_900, 100)
        ),
        filled("[[" * 240 + "a", "", most=60),
        # Notes
        "".join(f"[^{n}] " for n in range(300)) + "".join(f"\n\n[^{n}]: {'mot ' * 150}" for n in range(300)),
        "[^0]\n\n" + "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(298)),
        "[^1]\n\n[^1]: a\n" + filled("    b", most=9_000),
        "".join(f"{'    ' * depth}[^{depth}]: a\n" for depth in range(290)),
        # Brackets, entities, signs
        filled("[" * 500 + "a", "", most=120),
        filled("[a " * 1_900, "", most=30),
        filled("]" * 9_000, most=4),
        filled("[![a](b)](c) " * 150, "", most=50),
        filled("&amp;" * 1_900, most=20),
        filled("&#x1F600;" * 1_000),
        filled("&abcdefghij;" * 800),
        filled("&" * 9_000, most=4),
        filled("*" * 9_000, most=4),
        filled("*a_b**c__" * 900, most=7),
        filled("`a" * 4_900, most=8),
        filled("# a"),
        filled(":" * 9_000),
        filled("::: info"),
    ],
    ids=lambda source: source[:12],
)
def test_the_largest_texts_of_each_kind_take_less_than_a_second(source, a_second):
    """Refused before they are read, or read: a worker is free again after a second of its own time. The best of three,
    since what else a machine does only adds to it.
    """
    html, spent = "", []
    while len(spent) < 3 and not (spent and spent[-1] < a_second):
        began = time.process_time()
        with suppress(TooHeavy):
            html = render_markdown(source[:LARGEST]).html
        spent.append(time.process_time() - began)
    assert min(spent) < a_second
    assert len(html) < 20 * LARGEST


def test_honest_large_pages_are_not():
    table = "|a" * MOST_COLUMNS + "|\n" + "|-" * MOST_COLUMNS + "|\n"
    prose = "Un paragraphe *de* [la ville](/wiki/ville), puis [[Ville]].\n\n" * 2_500

    assert "<table>" in render_markdown(table).html
    assert len(render_markdown(prose).links) == 2_500


def test_a_text_that_breaks_the_reader_is_shown_as_typed(monkeypatch, caplog):
    monkeypatch.setattr(rendering, "_align", lambda token: 1 / 0)

    assert render_markdown("|<b>|\n|-|").html == "<pre>|&lt;b&gt;|\n|-|</pre>"
    assert "could not be rendered" in caplog.text


def test_a_failing_question_about_pages_is_not_hidden():
    def resolve(keys: set[str]) -> dict[str, str | None]:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        render_markdown("[[Four]]", resolve_links=resolve)


def test_messages_link_addresses_people_and_tags():
    message = render_markdown(
        "Merci @rosa et @ali@b.fr, pas @inconnu ni a@b.fr (#fête!) voir https://x.fr/a?b=1&c=2. "
        "`@rosa #x` &#39;",
        profile="post",
    ).html
    people = {"rosa": "/@rosa", "ali@b.fr": "https://b.fr/@ali"}

    linked = linkify(message, mention=people.get, tag=lambda tag: f"/tags/{tag}")

    assert '<a href="/@rosa" class="mention">@rosa</a>' in linked
    assert f'<a href="https://b.fr/@ali" class="mention" {OUR_REL}>@ali@b.fr</a>' in linked
    assert '(<a href="/tags/fête" class="hashtag">#fête</a>' in linked
    assert f'<a href="https://x.fr/a?b=1&amp;c=2" {OUR_REL}>https://x.fr/a?b=1&amp;c=2</a>.' in linked
    assert "pas @inconnu ni a@b.fr" in linked and "<code>@rosa #x</code> '" in linked
    assert linkify(linked, mention=people.get, tag=lambda tag: f"/tags/{tag}") == linked


def test_a_careless_resolver_cannot_make_a_bad_link():
    assert "javascript" not in linkify("<p>@eve</p>", mention=lambda name: "javascript:alert(1)")


def test_the_words_of_a_page_are_not_glued():
    assert plain("<h2>Un</h2><p>deux<br>trois &lt;b&gt;</p><script>x</script>") == "Un deux trois <b>"


@pytest.mark.parametrize(
    ("text", "cut"),
    [("court", "court"), ("un deux  trois quatre", "un deux trois…"), ("x" * 30, "x" * 15 + "…")],
)
def test_an_excerpt_ends_between_two_words(text, cut):
    assert excerpt(text, 16) == cut


@pytest.mark.parametrize(
    "spellings",
    [
        ("L’Île-d’Yeu", "l'île-d'yeu", "L'ILE-D'YEU", "L’I\u0302le-d’Yeu"),
        ("Cœur  de\u00a0ville", "coeur de ville", " CŒUR de\u200b ville "),
    ],
)
def test_spellings_of_one_title_share_a_key(spellings):
    assert len({title_key(spelling) for spelling in spellings}) == 1


@settings(deadline=None)
@given(st.text(max_size=40))
def test_keys_and_slugs_settle(title):
    assert title_key(title_key(title)) == title_key(title)
    assert slugify(slugify(title)) == slugify(title)
    assert re.fullmatch(r"[^\s/?#%&<>\"'\\]+", slugify(title))
    assert fold(fold(title)) == fold(title)


def test_slugs_keep_accents():
    assert slugify("L’Île d’Yeu : été/hiver") == "l-île-d-yeu-été-hiver"
    assert slugify("???") == "page"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ecole fermee", "Écoles fermées"),
        ("hotel", "l’hôtel"),
        ("coeur", "cœurs"),
        ("velo", "vélos"),
        ("travail", "travaux"),
        ("fermé", "fermées"),
        ("bureau", "bureaux"),
        ("lieu jeu menu radio", "lieux jeux menus radios"),
        ("cheval", "chevaux"),
        ("assemblee qu'il", "assemblées il"),
    ],
)
def test_what_is_typed_finds_what_is_written(typed, written):
    assert stems(typed) == stems(written)


def test_stems_survive_anything():
    assert stems("") == []
    assert stems('C++ AND "foo-bar" 2026') == ["c", "and", "foo", "bar", "2026"]
