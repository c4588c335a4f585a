"""A visitor without an account proposes a correction; somebody who reviews accepts it or says why not."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from commons.base.errors import WrongMoment
from commons.journal.models import Entry
from commons.notices.models import Notice
from wiki import backlog
from wiki.actions import (
    accept_suggestion,
    create_page,
    delete_page,
    forget_suggestions,
    hide_revision,
    protect_page,
    refuse_suggestion,
    revise_page,
    set_review,
    set_theme,
    show_revision,
    suggest_edit,
    suggestions,
)
from wiki.models import Page, Revision, Suggestion
from wiki.verbs import Verb

from .conftest import TEXT

pytestmark = pytest.mark.django_db
MINE = TEXT.replace("lundi", "jeudi")


@pytest.fixture
def send(visitor):
    """send(page, text=…) fills in the form as a visitor does, ten seconds after opening it."""

    def send(page, *, after=10, **typed):
        address = page.on("page_suggest")
        with time_machine.travel(timezone.now() - timedelta(seconds=after)):
            form = visitor.get(address).context["form"]
            start = {name: form[name].value() or "" for name in form.fields} | {"agreed": "on"}
        return visitor.post(address, start | typed, follow=True)

    return send


@pytest.fixture
def held(page):
    return suggest_edit(page, text=MINE, based_on=page.current, summary="Le jour", name="Zoé")


def test_a_visitor_proposes_a_steward_accepts_and_both_are_told(page, send, mona, visitor, signed_in, worker):
    assert page.on("page_suggest").rsplit("/", 2)[1] + "/" in visitor.get(page.get_absolute_url()).text
    answer = send(page, text=MINE, summary="Le jour", name="Zoé", mail="zoe@example.org")
    suggestion = Suggestion.objects.get()
    assert answer.redirect_chain == [(suggestion.followed_at, 302)]
    assert "waiting to be looked at" in answer.text
    assert "zoe@example.org" not in str(Suggestion.objects.values())
    worker.run()
    assert Notice.objects.get(person=mona).href == suggestion.get_absolute_url()
    assert "jeudi" not in visitor.get(page.get_absolute_url()).text

    browser = signed_in(mona)
    assert suggestion.get_absolute_url() in browser.get(f"{page.theme.get_absolute_url()}a-relire/").text
    form = browser.get(suggestion.get_absolute_url()).context["form"]
    browser.post(suggestion.get_absolute_url(), {"seen": form["seen"].value(), "accept": "1"})
    worker.run()
    revision = Page.objects.get().current
    assert (revision.text, revision.author, revision.state) == (MINE, None, Revision.State.LIVE)
    assert "jeudi" in visitor.get(page.get_absolute_url()).text
    assert "Zoé, a visitor" in visitor.get(page.on("history")).text
    assert "Zoé, a visitor" in visitor.get(page.on("authors")).text
    assert "is accepted" in visitor.get(suggestion.followed_at).text
    (message,) = mail.outbox
    assert (message.to, "Elle a été acceptée" in message.body) == (["zoe@example.org"], True)
    assert Suggestion.objects.get().sealed_mail == ""  # told, and erased


def test_refusing_needs_a_reason_which_its_author_reads(held, mona, visitor, signed_in):
    browser = signed_in(mona)
    asked = {"seen": held.page.edit_count, "refuse": "1"}
    assert browser.post(held.get_absolute_url(), asked).status_code == 422
    assert Suggestion.objects.get().state == "held"
    browser.post(held.get_absolute_url(), asked | {"note": "C’est bien lundi."})
    assert "C’est bien lundi." in visitor.get(held.followed_at).text
    assert Page.objects.get().edit_count == 1
    assert not Entry.objects.filter(verb=Verb.SUGGESTION_REFUSED, is_public=True).exists()


def test_it_is_joined_with_what_others_wrote_since(held, page, alice, mona):
    revise_page(page, by=alice, text=TEXT.replace("mercredi", "samedi"), based_on=page.current)
    with pytest.raises(WrongMoment):
        accept_suggestion(held, by=mona, seen=1)  # not what they were shown
    made = accept_suggestion(held, by=mona, seen=2)
    assert made.blob.text == MINE.replace("mercredi", "samedi")
    assert (made.kind, made.second_parent) == (Revision.Kind.MERGE, held.base)


def test_what_was_changed_in_the_same_place_is_left_to_a_person(held, page, alice, mona, signed_in):
    revise_page(page, by=alice, text=TEXT.replace("lundi", "vendredi"), based_on=page.current)
    browser = signed_in(mona)
    shown = browser.get(held.get_absolute_url())
    assert 'name="accept"' not in shown.text
    answer = browser.post(held.get_absolute_url(), {"seen": 2, "accept": "1"})
    assert "changed the same passage" in answer.text
    assert Suggestion.objects.get().state == "held"


def test_above_edits_that_wait_it_waits_with_them(held, page, bob, mona):
    set_review(page.theme, by=mona, mode="new_editors")
    page.refresh_from_db()
    revise_page(page, by=bob, text=TEXT.replace("mercredi", "samedi"), based_on=page.current)
    accept_suggestion(held, by=mona, seen=2)
    page = Page.objects.get()
    assert (page.pending_count, page.accepted.number) == (2, 1)


def test_who_may_not_review_neither_sees_nor_settles_it(held, bob, visitor, signed_in):
    browser = signed_in(bob)
    assert browser.get(held.get_absolute_url()).status_code == 403
    assert browser.post(held.get_absolute_url(), {"seen": 1, "accept": "1"}).status_code == 403
    assert held.get_absolute_url() not in visitor.get("/wikis/a-relire/").text
    assert Suggestion.objects.get().state == "held"


def test_somebody_with_an_account_edits(page, bob, signed_in):
    answer = signed_in(bob).get(page.on("page_suggest"))
    assert answer["Location"] == page.on("page_edit")


def test_a_theme_may_close_the_door(page, mona, visitor):
    set_theme(page.theme, by=mona, takes_suggestions=False)
    assert "corriger/" not in visitor.get(page.get_absolute_url()).text
    assert visitor.get(page.on("page_suggest")).status_code == 403


def test_what_waits_cannot_be_read_through_the_form(page, bob, mona, visitor):
    set_review(page.theme, by=mona, mode="new_editors")
    page.refresh_from_db()
    revise_page(page, by=bob, text=f"## Secret\n\n{TEXT}", based_on=page.current)
    pending = Page.objects.get().current
    address = page.on("page_suggest")
    assert "Secret" not in visitor.get(address).text
    start = {"text": "Autre", "base": pending.pk, "section": "s-secret", "preview": "1"}
    answer = visitor.post(address, start)
    assert "Secret" not in answer.text
    assert answer.context["section"] is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"website": "https://spam.example"}, "people do not see"),
        ({"opened": "forged:0:0"}, "open for very long"),
        ({"agreed": ""}, "Please agree"),
        ({"text": ""}, "write something first"),
        ({"text": TEXT}, "not changed anything"),
        ({"text": "x" * 10_001}, "too long"),
        ({"text": "a\n" * 150_000}, "too long"),
        ({"mail": "pas une adresse"}, "email"),
        ({"summary": "é" * 301}, "300"),
    ],
)
def test_what_cannot_be_is_said_at_its_place_and_nothing_typed_is_lost(page, send, typed, said):
    answer = send(page, **({"text": MINE, "name": "Zoé"} | typed))
    assert said in answer.text
    assert 'value="Zoé"' in answer.text
    assert ("jeudi" in answer.text) == ("text" not in typed)
    assert not Suggestion.objects.exists()


def test_too_quick_is_told_and_the_next_press_passes(page, send, visitor):
    answer = send(page, after=0, text=MINE)
    assert "very quick" in answer.text
    form = answer.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=True):
        visitor.post(page.on("page_suggest"), again)
    assert Suggestion.objects.get().text == MINE


def test_odd_signs_come_through_and_a_double_press_is_one(page, send):
    odd = TEXT + "\r\n\x00Vive \u202ele\u202c compost 🌱 \u0627\u0644\u0633\u0644\u0627\u0645\n"
    key = "7f1c2a9e-44f0-4a6e-9a73-6f4f0b0f7e11"
    for _press in range(2):
        send(page, text=odd, name="Zo\u202eé\x00", client_key=key)
    suggestion = Suggestion.objects.get()
    assert "🌱" in suggestion.text and "\x00" not in suggestion.text and "\r" not in suggestion.text
    assert suggestion.name == "Zoé"


def test_contacts_are_asked_about_once(page, send):
    asked = "Appelez Zoé au 06 12 34 56 78, zoe@example.org ou https://zoe.example."
    answer = send(page, text=f"{TEXT}\n{asked}\n")
    for shown in ("06 12 34 56 78", "zoe@example.org", "https://zoe.example"):
        assert shown in str(answer.context["form"].errors)
    assert not Suggestion.objects.exists()
    send(page, text=f"{TEXT}\n{asked}\n", contacts_are_public="1")
    assert asked in Suggestion.objects.get().text


def test_however_many_from_one_address_five_an_hour_are_kept(page, send, visitor, settings):
    settings.CALADE_LIMITS_IN_TESTS = True
    form = visitor.get(page.on("page_suggest")).context["form"]
    start = {name: form[name].value() or "" for name in form.fields} | {"agreed": "on"}
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=False):
        for n in range(30):
            start |= {"text": f"{TEXT}\nLigne {n}.\n", "client_key": f"00000000-0000-4000-8000-{n:012}"}
            answer = visitor.post(page.on("page_suggest"), start)
    assert (answer.status_code, Suggestion.objects.count()) == (429, 5)
    assert "Ligne 29." in answer.text  # nothing typed is lost


def test_from_many_addresses_a_page_holds_twenty(page, send):
    for n in range(20):
        suggest_edit(page, text=f"{TEXT}\n{n}\n", based_on=page.current)
    answer = send(page, text=MINE)
    assert "Many corrections wait here already" in answer.text
    assert "jeudi" in answer.text
    assert Suggestion.objects.held().count() == 20


def test_its_age_is_public_and_nothing_waits_for_ever(held, page, visitor, worker):
    assert backlog.of_theme(page.theme).edits == 1
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        forget_suggestions()
        assert "Nobody has looked at your correction in time" in visitor.get(held.followed_at).text
        assert backlog.of_theme(page.theme).edits == 0
    assert Entry.objects.filter(verb=Verb.SUGGESTION_EXPIRED).count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=92)):
        forget_suggestions()
    assert not Suggestion.objects.exists()


def test_the_address_of_somebody_who_was_not_told_is_forgotten_too(page, mona):
    suggestion = suggest_edit(page, text=MINE, based_on=page.current, mail="zoe@example.org")
    assert suggestion.mail == "zoe@example.org"
    refuse_suggestion(suggestion, by=mona, reason="Non.")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        forget_suggestions()
    assert Suggestion.objects.get().sealed_mail == ""


def test_one_section_is_corrected_alone(theme, alice, send, visitor):
    page = create_page(
        theme, by=alice, title="Horaires", text="Début.\n\n## Été\n\nDix heures.\n\n## Hiver\n\nMidi.\n"
    )
    address = f"{page.on('page_suggest')}?section=s-ete"
    form = visitor.get(address).context["form"]
    assert "Midi" not in form["text"].value()
    send(page, section=form["section"].value(), text="## Été\n\nNeuf heures.\n")
    assert Suggestion.objects.get().text == "Début.\n\n## Été\n\nNeuf heures.\n\n## Hiver\n\nMidi.\n"


def test_the_name_of_a_visitor_can_be_hidden_and_shown_again(held, page, mona, ada, visitor):
    made = accept_suggestion(held, by=mona, seen=1)
    hide_revision(page, by=mona, revision=made, parts=[Revision.Part.AUTHOR], reason="privacy")
    assert Revision.objects.get(pk=made.pk).imported_from == ""
    assert "Zoé" not in visitor.get(page.on("history")).text
    show_revision(page, by=ada, revision=made)
    assert "Zoé, a visitor" in visitor.get(page.on("history")).text


def test_who_goes_back_and_writes_on_has_proposed_what_was_sent_last(page, send, mona):
    key = "7f1c2a9e-44f0-4a6e-9a73-6f4f0b0f7e11"
    send(page, text=MINE, client_key=key)
    send(page, text=f"{MINE}\nEt le vendredi.\n", client_key=key)
    suggestion = Suggestion.objects.get()
    assert suggestion.text.endswith("Et le vendredi.\n")
    # Once it was settled, what is sent from the same form is another one.
    accept_suggestion(suggestion, by=mona, seen=page.edit_count)
    send(page, text=f"{MINE}\nEt le dimanche.\n", client_key=key)
    assert Suggestion.objects.count() == 2


@pytest.mark.parametrize("happened", ["closed", "protected", "deleted", "flooded"])
def test_what_a_visitor_typed_is_given_back_whatever_happened_meanwhile(
    page, mona, visitor, happened, monkeypatch
):
    """A visitor has no drafts: the page that says no holds their words."""
    form = visitor.get(page.on("page_suggest")).context["form"]
    start = {name: form[name].value() or "" for name in form.fields} | {"agreed": "on"}
    if happened == "closed":
        set_theme(page.theme, by=mona, takes_suggestions=False)
    elif happened == "protected":
        protect_page(page, by=mona, level="stewards", reason="calme", until=None)
    elif happened == "deleted":
        delete_page(page, by=mona, reason="essai")
    else:
        monkeypatch.setitem(suggestions.MOST_HELD, "page", 0)
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        answer = visitor.post(page.on("page_suggest"), {**start, "text": MINE, "summary": "Le bon jour"})
    assert answer.status_code in (200, 403, 404, 410, 429)
    assert "jeudi" in answer.text and "Le bon jour" in answer.text
    assert not Suggestion.objects.exists()
