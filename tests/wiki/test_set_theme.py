"""What a theme says of itself and asks of its pages, changed by those who look after it."""

import pytest
from django.core.management import call_command

from commons.base.errors import MayNot
from commons.communities.actions import name_steward
from commons.journal.models import Entry
from wiki.actions import create_page, revise_page, set_theme
from wiki.models import Page, Theme
from wiki.verbs import Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_of(theme):
    return f"{theme.get_absolute_url()}reglages/"


def sent(browser, address, **changes):
    form = browser.get(address).context["form"]
    start = {name: form[name].value() for name in form.fields}
    start.pop("sources_required")
    return browser.post(address, start | changes, follow=True)


def test_a_steward_changes_them_and_the_record_says_which(theme, settings_of, bob, visitor, signed_in):
    name_steward(theme.community, by=None, person=bob)
    browser = signed_in(bob)
    assert "Settings of this theme" in browser.get(theme.get_absolute_url()).text
    sent(
        browser, settings_of,
        description="Tout ce qui pousse 🌱", licence="CC0 1.0", stale_after="24", sources_required="on",
    )  # fmt: skip
    theme = Theme.objects.get()
    assert (theme.licence, theme.stale_after, theme.sources_required) == ("CC0 1.0", 24, True)
    entry = Entry.objects.get(verb=Verb.THEME_SET)
    assert (entry.by, entry.about) == (bob, theme)
    assert entry.detail["changed"] == ["description", "licence", "sources_required", "stale_after"]
    shown = visitor.get(theme.get_absolute_url()).text
    for words in (
        "Tout ce qui pousse 🌱",
        "CC0 1.0",
        "name their sources",
        "<strong>respecte</strong>",
        "Bob",
    ):
        assert words in shown
    sent(browser, settings_of, sources_required="on")
    assert Entry.objects.filter(verb=Verb.THEME_SET).count() == 1  # nothing changed, nothing is said


def test_what_cannot_be_is_said_and_nothing_typed_is_lost(theme, settings_of, mona, signed_in):
    answer = sent(
        signed_in(mona), settings_of, licence="WTFPL", rules="> " * 60 + "x", description="\x00Des fleurs"
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"licence", "rules"}
    assert "Des fleurs" in answer.text
    assert not Entry.objects.filter(verb=Verb.THEME_SET).exists()


def test_others_may_not(theme, settings_of, bob, signed_in, visitor):
    assert signed_in(bob).get(settings_of).status_code == 403
    assert visitor.get(settings_of).status_code == 302
    with pytest.raises(MayNot):
        set_theme(theme, by=bob, stale_after=0)


@pytest.fixture
def asking(theme, mona):
    return set_theme(theme, by=mona, sources_required=True)


def test_a_text_without_a_source_is_asked_about_once(asking, page, bob, signed_in, form_of, visitor):
    browser = signed_in(bob)
    form = form_of(browser, page) | {"text": "Une chose que je sais."}
    answer = browser.post(page.on("page_edit"), form)
    assert "asks where one can read" in answer.text and "Une chose que je sais." in answer.text
    page.refresh_from_db()
    assert page.edit_count == 1
    browser.post(page.on("page_edit"), form | {"without_source": "1"})
    assert "names no source yet" in visitor.get(page.get_absolute_url()).text
    lists = f"{asking.get_absolute_url()}entretenir/"
    assert "Pages without a source" in visitor.get(lists).text
    assert page.title in visitor.get(f"{lists}sources-a-trouver/").text

    page.refresh_from_db()
    browser.post(
        page.on("page_edit"), form_of(browser, page) | {"text": "Une chose.[^1]\n\n[^1]: Le journal de 1911"}
    )
    assert "names no source yet" not in visitor.get(page.get_absolute_url()).text
    assert page.title not in visitor.get(f"{lists}sources-a-trouver/").text


def test_a_new_page_is_asked_too(asking, alice, signed_in):
    address = f"{asking.get_absolute_url()}nouvelle/"
    browser = signed_in(alice)
    answer = browser.post(address, {"title": "Fougasse", "text": "On la mange tiède."})
    assert "asks where one can read" in answer.text
    browser.post(address, {"title": "Fougasse", "text": "On la mange tiède.", "without_source": "1"})
    assert Page.objects.get(title="Fougasse").lacks_sources


def test_pages_of_an_earlier_release_are_looked_at_once(asking, page, alice, visitor, capsys):
    named = create_page(asking, by=alice, title="Fougasse", text="Voir https://exemple.example/fougasse.")
    Page.objects.filter(pk=page.pk).update(unsourced=False)
    Page.objects.filter(pk=named.pk).update(unsourced=True)
    for found in ("2", "0"):
        call_command("look_for_sources")
        assert capsys.readouterr().out.startswith(f"{found} pages")
        assert "names no source yet" in visitor.get(page.get_absolute_url()).text
        assert "names no source yet" not in visitor.get(named.get_absolute_url()).text


@pytest.mark.parametrize(
    ("text", "unsourced"),
    [
        ("Rien.", True),
        ("On dit[^1] que.", True),
        ("On dit[^1] que.\n\n[^1]: L’almanach", False),
        ("::: source\nL’almanach\n:::", False),
        ("Voir [la carte](https://ign.example/carte).", False),
        ("::: info\nRien\n:::", True),
    ],
)
def test_what_counts_as_a_source(theme, alice, text, unsourced):
    page = create_page(theme, by=alice, title="Essai", text="x")
    revise_page(page, by=alice, text=text, based_on=page.current)
    assert Page.objects.get().unsourced is unsourced
