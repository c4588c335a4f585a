"""Pictures of the town in a text: figures with whose they are; of another town, ways to them."""

import pytest

from commons.base.addresses import with_absolute_links
from commons.base.text import Picture, clean_own, image_markdown, image_names, render_markdown

NAME = "0123456789ab"
OURS = Picture(
    href=f"/images/{NAME}/",
    alt="Le port",
    author="Léa <b>",
    licence="CC BY 4.0",
    src=f"/media/01/{NAME}/plain.jpg",
    srcset=f"/media/01/{NAME}/s.webp 480w, /media/01/{NAME}/m.webp 700w",
    width=700,
    height=500,
)


def shown(source, picture=OURS):
    return render_markdown(source, resolve_pictures=lambda names: {NAME: picture} if picture else {})


def test_a_picture_alone_is_a_figure_with_its_caption_and_whose_it_is():
    page = shown(f'![Le port au matin](image:{NAME} "Vers 1900 <b> ?")')

    assert page.html == (
        f'<figure><picture><source type="image/webp" srcset="{OURS.srcset}" '
        f'sizes="(min-width: 40rem) 37rem, 100vw"><img src="{OURS.src}" alt="Le port au matin" width="700" '
        'height="500" loading="lazy" decoding="async"></picture><figcaption>Vers 1900 &lt;b&gt;\u202f? '
        f'<small><a href="/images/{NAME}/">Léa &lt;b&gt; · CC BY 4.0</a></small></figcaption></figure>\n'
    )
    assert clean_own(page.html) == page.html
    assert page.pictures == {NAME: OURS} and not page.external
    assert with_absolute_links(page.html).count('<img src="http') == 1
    assert "srcset" not in with_absolute_links(page.html)


def test_a_picture_among_words_has_no_caption_and_its_own_words_where_none_were_typed():
    html = shown(f"Voir ![](image:{NAME}) ici").html
    assert 'alt="Le port"' in html and "figure" not in html


def test_what_is_hidden_being_made_or_elsewhere_asks_nothing_of_anybody():
    source = f'![Le port](image:{NAME} "Vers 1900")'
    gone = shown(source, None)
    assert "image retirée" in gone.html and "1900" not in gone.html and gone.pictures == {NAME: None}
    assert "en préparation" in shown(source, Picture(href="/images/x/")).html
    there = shown(source, Picture(href=f"https://nord.example/images/{NAME}/", is_elsewhere=True)).html
    assert f'<a href="https://nord.example/images/{NAME}/"' in there and ">Le port</a>" in there
    for html in (gone.html, there):
        assert "<img" not in html and "srcset" not in html


@pytest.mark.parametrize(
    "words",
    ["Un [mot] *gras* _ici_", 'Dit "oui" \\ non', "<b>&amp;", "]( x", "~~a~~ `b` ![c", "مرحبا 🐐", "l\n\nm"],
)
def test_words_of_every_kind_come_back_as_they_were_typed(words):
    source = image_markdown(NAME, words, words)
    html = render_markdown(source, resolve_pictures=lambda _names: {NAME: OURS}, language="en").html
    said = " ".join(words.split())
    assert image_names(source) == {NAME}
    from html import escape, unescape

    assert f'alt="{said}"' in unescape(html) and f"<figcaption>{escape(said, quote=False)} " in html
