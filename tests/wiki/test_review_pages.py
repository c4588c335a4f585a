"""Themes in which a steward looks at new pages before they are published."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.base.errors import Conflict, MayNot, WrongMoment
from commons.communities.actions import name_steward
from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.people.models import Person
from wiki.actions import accept_page, create_page, propose_page, refuse_page, set_review
from wiki.models import Draft, Page, PageProposal
from wiki.states import PageState
from wiki.verbs import Verb

pytestmark = pytest.mark.django_db
NEW = {"title": "La serre", "text": "On y **sème** en mars.", "summary": "Première version"}


@pytest.fixture
def reviewed(theme, mona):
    return set_review(theme, by=mona, mode="all")


@pytest.fixture
def waiting(reviewed, bob):
    return propose_page(reviewed, by=bob, **NEW)


def address(theme, view=""):
    return f"{theme.get_absolute_url()}{view}"


def test_a_new_page_waits_until_a_steward_publishes_it_under_its_authors_name(
    reviewed, bob, mona, charlie, signed_in, visitor, worker
):
    browser, where = signed_in(bob), address(reviewed, "nouvelle/")
    asked = browser.get(where)
    assert "Propose the page" in asked.text and "Publish the page" not in asked.text
    typed = NEW | {"client_key": str(asked.context["form"]["client_key"].value())}
    answer = browser.post(where, typed, follow=True)
    browser.post(where, typed)  # a double press
    proposal = PageProposal.objects.get()
    assert "A steward of the theme looks at it before it is published" in answer.text
    assert answer.redirect_chain[-1][0] == proposal.get_absolute_url()
    assert not Page.objects.exists() and not Draft.objects.exists()
    assert "La serre" not in visitor.get(address(reviewed)).text
    assert "La serre" not in signed_in(charlie).get(address(reviewed)).text
    assert "Your page “La serre” waits" in browser.get(address(reviewed)).text

    worker.run()
    assert not Entry.objects.public().filter(verb=Verb.PAGE_PROPOSED).exists()
    notice, steward = Notice.objects.get(person=mona), signed_in(mona)
    assert "One text waits to be looked at" in steward.get(address(reviewed)).text
    assert notice.href in steward.get(address(reviewed, "a-relire/")).text
    assert "<strong>sème</strong>" in steward.get(notice.href).text
    steward.post(notice.href, {"accept": "1"})
    page = Page.objects.get()
    assert (page.current.author, page.current.summary, page.current.text.strip()) == (
        bob,
        NEW["summary"],
        NEW["text"],
    )
    assert "sème" in visitor.get(page.get_absolute_url()).text
    created, accepted = Entry.objects.public().filter(verb__startswith="wiki.page_").order_by("pk")
    assert (created.verb, created.by, created.about) == (Verb.PAGE_CREATED, bob, page)
    assert (accepted.verb, accepted.by) == (Verb.PAGE_ACCEPTED, mona)
    worker.run()
    assert Notice.objects.filter(person=bob, kind=Verb.PAGE_ACCEPTED).exists()
    shown = browser.get(proposal.get_absolute_url()).text
    assert "Your page is published." in shown and page.get_absolute_url() in shown
    assert steward.get(notice.href).status_code == 302
    assert "Your page “La serre” waits" not in browser.get(address(reviewed)).text


def test_a_refusal_says_why_and_gives_the_text_back(reviewed, waiting, bob, mona, signed_in, worker):
    steward, where = signed_in(mona), address(reviewed, f"nouvelle/{waiting.pk}/relire/")
    silent = steward.post(where, {"refuse": "1"})
    assert silent.status_code == 422 and "Please tell the author why." in silent.text
    steward.post(where, {"refuse": "1", "note": "Cela existe au chapitre des semis."})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.note) == (PageState.REFUSED, "Cela existe au chapitre des semis.")
    assert not Page.objects.exists()
    worker.run()
    assert Notice.objects.filter(person=bob, kind=Verb.PAGE_REFUSED).exists()
    browser = signed_in(bob)
    shown = browser.get(waiting.get_absolute_url()).text
    assert "chapitre des semis" in shown and "Take it up" in shown
    again = browser.get(address(reviewed, "nouvelle/?title=La serre"))
    assert again.context["form"]["text"].value() == NEW["text"]
    typed = {**NEW, "text": "On y sème en avril."}
    browser.post(address(reviewed, "nouvelle/"), typed)
    assert PageProposal.objects.to_review().get().text == "On y sème en avril."


def test_a_draft_begun_since_is_not_overwritten(reviewed, waiting, bob, mona):
    Draft.objects.create(person=bob, theme=reviewed, title="La serre", text="Autre chose")
    refuse_page(waiting, by=mona, note="non")
    assert Draft.objects.get().text == "Autre chose"


def test_a_title_taken_meanwhile_is_said_to_the_steward_and_to_the_author(
    reviewed, waiting, bob, mona, signed_in
):
    create_page(reviewed, by=mona, title="la Serre", text="Déjà là.")
    where = address(reviewed, f"nouvelle/{waiting.pk}/relire/")
    answer = signed_in(mona).post(where, {"accept": "1", "note": "gardé"})
    assert answer.status_code == 422
    assert "already has this name" in answer.text and "gardé" in answer.text
    assert Page.objects.count() == 1 and PageProposal.objects.get().state == PageState.QUEUED
    tried = signed_in(bob).post(address(reviewed, "nouvelle/"), NEW)
    assert "already has this name" in tried.text and NEW["text"] in tried.text
    assert PageProposal.objects.count() == 1


def test_who_may_no_longer_write_is_not_published(reviewed, waiting, bob, mona, signed_in):
    Person.objects.filter(pk=bob.pk).update(state=Person.State.SUSPENDED)
    where = address(reviewed, f"nouvelle/{waiting.pk}/relire/")
    answer = signed_in(mona).post(where, {"accept": "1"})
    assert answer.status_code == 422 and "may no longer write pages here" in answer.text
    with pytest.raises(Conflict):
        accept_page(waiting, by=mona)
    assert not Page.objects.exists()


def test_who_waits_and_who_does_not(theme, alice, bob, mona):
    set_review(theme, by=mona, mode="new_editors")
    with pytest.raises(MayNot):
        create_page(theme, by=bob, **NEW)
    assert Draft.objects.get(person=bob).text == NEW["text"]  # what was typed is kept all the same
    Person.objects.filter(pk=alice.pk).update(created=timezone.now() - timedelta(days=30), kept_edits=9)
    alice.refresh_from_db()
    with pytest.raises(MayNot):
        propose_page(theme, by=alice, **NEW)
    assert create_page(theme, by=alice, **NEW).current.author == alice
    assert create_page(theme, by=mona, title="Le puits", text="Profond.").pk
    set_review(theme, by=mona, mode="none")
    with pytest.raises(MayNot):
        propose_page(theme, by=bob, title="Autre", text="x")


def test_what_waits_is_for_its_author_and_the_stewards(
    reviewed, waiting, bob, alice, charlie, signed_in, visitor
):
    name_steward(reviewed.community, by=None, person=alice)
    own, review = waiting.get_absolute_url(), address(reviewed, f"nouvelle/{waiting.pk}/relire/")
    assert signed_in(bob).get(own).status_code == 200
    assert signed_in(alice).get(review).status_code == 200
    for somebody in (alice, charlie):
        assert signed_in(somebody).get(own).status_code == 404
    for somebody in (bob, charlie):
        assert signed_in(somebody).get(review).status_code == 403
        assert signed_in(somebody).post(review, {"accept": "1"}).status_code == 403
    assert {visitor.get(own).status_code, visitor.get(review).status_code} == {302}
    with pytest.raises(MayNot):
        accept_page(waiting, by=bob)


def test_answered_once(reviewed, waiting, mona):
    accept_page(waiting, by=mona)
    for act in (accept_page, lambda proposal, by: refuse_page(proposal, by=by, note="non")):
        with pytest.raises(WrongMoment):
            act(waiting, by=mona)
    assert Page.objects.count() == 1
