"""The gate before what visitors and newcomers save, and the list that moderators keep for it."""

import pytest

from commons.base.errors import MayNot
from commons.base.screening import Outcome, Typed, screen
from commons.journal.models import Entry
from commons.moderation.actions import revise_list
from commons.moderation.models import WatchList
from commons.moderation.screening import flagged_hosts, flagged_words
from commons.moderation.verbs import Verb

pytestmark = pytest.mark.django_db
GATE = "/moderation/filtre/"
NUMBERS = {"links_visitor": "2", "links_newcomer": "6", "links_talk": "2", "first_messages": "0"}
LONG = "Le compost se retourne une fois par semaine, sans jamais le tasser.\n" * 10


@pytest.fixture
def listed():
    return WatchList(words="Crédit facile\nviagra", hosts="spam.example\nbücher.example")


@pytest.mark.parametrize(
    "text",
    [
        "Un CREDIT  FACILE ici",
        "du vi\u200bag\u00adra",
        "V\u0456\u0430gra",  # two Cyrillic letters
        "ｖｉａｇｒａ",  # wide letters
        "crédit\nfacile",
        "**viagra**",
        "&#118;iagra",
    ],
)
def test_a_word_is_found_however_it_is_written(listed, text):
    assert flagged_words(text, listed)


def test_words_are_whole(listed):
    assert not flagged_words("Le crédit facilement obtenu, viagras", listed)


@pytest.mark.parametrize(
    "text",
    [
        "[ici](https://spam.example/a)",
        "[ici][1]\n\n[1]: //spam.example",
        "<http://SPAM.example>",
        "www.shop.spam.example",
        "spam.example",
        "[ici](https://sp%61m.example)",
        "[ici](https://spam\\.example)",
        "https://sp\u200bam.example",
        "https://sp\u0430m.example",  # a Cyrillic letter
        "https://ｓｐａｍ。example",
        "https://xn--bcher-kva.example",
        "https://user@spam.example:8080/",
    ],
)
def test_a_site_is_found_however_it_is_written(listed, text):
    assert flagged_hosts(text, listed)


def test_sites_that_only_look_near_are_not_meant(listed):
    assert not flagged_hosts("https://antispam.example https://spam.example.org notspam.example", listed)


def typed(person, before="", after="", **facts):
    return Typed(person, before, after, who=f"account:{person.pk}", by=person, **facts)


def test_only_what_is_new_in_a_text_counts(bob, mona):
    revise_list(by=mona, words="viagra", hosts="spam.example")
    known = "viagra https://spam.example\n"
    assert screen(typed(bob, known, f"{known}Bonjour.\n")).outcome == Outcome.PASS
    assert screen(typed(bob, "", "viagra")).outcome == Outcome.HOLD
    assert screen(typed(bob, "", "https://spam.example")).outcome == Outcome.REFUSE


def test_a_blanked_text_is_asked_about_once_and_held(bob):
    assert screen(typed(bob, LONG, "Rien.")).outcome == Outcome.ASK
    verdict = screen(typed(bob, LONG, "Rien.", confirmed=True))
    assert (verdict.outcome, verdict.rule) == (Outcome.HOLD, "blanked")
    rules = Entry.objects.filter(verb=Verb.TEXT_SCREENED, is_public=False)
    assert [entry.detail["outcome"] for entry in rules.order_by("pk")] == ["ask", "hold"]


@pytest.mark.parametrize(
    "link", ["[x](https://{}.example)", "<https://{}.example>", "www.{}.example", "[x]: //{}.example"]
)
def test_many_links_are_counted_however_they_are_written(bob, link):
    few, many = ("\n".join(link.format(f"n{n}") for n in range(most)) for most in (6, 7))
    assert screen(typed(bob, "", few)).outcome == Outcome.PASS
    assert screen(typed(bob, "", many)).rule == "links"


def test_the_same_text_in_four_places_is_held(bob, resident):
    places = [bob, *(resident(name) for name in ("un", "deux", "trois"))]
    again = [Typed(place, "", LONG, who="net:1", by=bob) for place in places]
    assert [screen(one).rule for one in (*again[:3], again[0], again[3])] == ["", "", "", "", "repeated"]


def test_many_texts_in_an_hour_are_held(bob, settings):
    settings.CALADE_LIMITS_IN_TESTS = True
    rules = [screen(typed(bob, "", f"Texte {n}")).rule for n in range(21)]
    assert rules == [""] * 20 + ["rate"]


def test_moderators_keep_the_list_and_try_it(mona, bob, signed_in):
    browser = signed_in(mona)
    asked = {"words": "Crédit facile", "hosts": "spam.example", "text": "credit FACILE", **NUMBERS}
    answer = browser.post(GATE, asked | {"try": "1"})
    assert "The list finds in this text: credit facile." in answer.text
    assert not WatchList.objects.exists()
    browser.post(GATE, asked)
    browser.post(GATE, asked | {"words": "crédit"})
    assert WatchList.objects.get().words == "crédit"
    entry = Entry.objects.filter(verb=Verb.LIST_REVISED).last()
    assert (entry.by, entry.is_public, entry.detail) == (mona, False, {"added": 1, "removed": 1})
    screen(typed(bob, "", "un crédit"))
    shown = browser.get(GATE).text
    assert "a word of the list" in shown and "Bob" in shown


def test_nobody_else_sees_or_changes_it(bob, signed_in):
    assert signed_in(bob).get(GATE).status_code == 404
    with pytest.raises(MayNot):
        revise_list(by=bob, words="", hosts="")
