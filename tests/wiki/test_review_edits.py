"""Themes in which a steward looks at edits before they are published: from here, and from elsewhere."""

import pytest

from commons.base.errors import MayNot, WrongMoment
from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.people.models import Person
from wiki.actions import (
    accept_edit,
    propose_edit,
    refuse_edit,
    rename_page,
    revert_page,
    revise_page,
    set_review,
)
from wiki.models import EditProposal
from wiki.states import State
from wiki.verbs import Verb

from .conftest import TEXT

pytestmark = pytest.mark.django_db
MINE = TEXT.replace("lundi", "jeudi")


@pytest.fixture
def reviewed(page, mona):
    set_review(page.theme, by=mona, mode="all")
    page.refresh_from_db()
    return page


@pytest.fixture
def waiting(reviewed, bob):
    return propose_edit(reviewed, by=bob, text=MINE, based_on=reviewed.current, summary="Le jour")


def test_the_same_form_proposes_and_a_steward_publishes(
    reviewed, bob, mona, signed_in, form_of, visitor, worker
):
    browser = signed_in(bob)
    form = form_of(browser, reviewed) | {"text": MINE, "summary": "Le jour"}
    assert "Propose the change" in browser.get(reviewed.on("page_edit")).text
    answer = browser.post(reviewed.on("page_edit"), form, follow=True)
    browser.post(reviewed.on("page_edit"), form)
    assert "a steward looks at it before it is published" in answer.text
    assert "jeudi" not in visitor.get(reviewed.get_absolute_url()).text
    proposal = EditProposal.objects.get()
    assert proposal.state == State.QUEUED

    worker.run()
    notice = Notice.objects.get(person=mona)
    steward = signed_in(mona)
    assert "1 proposal to look at" in steward.get(reviewed.theme.get_absolute_url()).text
    assert reviewed.title in steward.get(f"{reviewed.theme.get_absolute_url()}a-relire/").text
    page = steward.get(notice.href)
    assert "jeudi" in page.text
    steward.post(notice.href, {"accept": "1"}, follow=True)
    assert "jeudi" in visitor.get(reviewed.get_absolute_url()).text
    reviewed.refresh_from_db()
    assert (reviewed.current.author, reviewed.current.summary) == (bob, "Le jour")
    entry = Entry.objects.get(verb=Verb.EDIT_ACCEPTED)
    assert (entry.by, entry.about) == (mona, proposal)
    worker.run()
    assert Notice.objects.filter(person=bob, kind=Verb.EDIT_ACCEPTED).exists()
    assert "Your change is published." in browser.get(proposal.get_absolute_url()).text


def test_a_refusal_says_why_and_keeps_the_text(reviewed, waiting, bob, mona, signed_in, worker):
    steward = signed_in(mona)
    address = reviewed.on("proposal_review", waiting.pk)
    assert "Please tell the author why." in steward.post(address, {"refuse": "1"}).text
    steward.post(address, {"refuse": "1", "note": "Le lundi est juste."})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason, waiting.note) == (State.REFUSED, "policy", "Le lundi est juste.")
    worker.run()
    assert Notice.objects.filter(person=bob, kind=Verb.EDIT_REFUSED).exists()
    shown = signed_in(bob).get(waiting.get_absolute_url()).text
    assert "Le lundi est juste." in shown
    assert "Le jeudi" in shown


def test_what_no_longer_joins_goes_back_to_its_author(reviewed, waiting, bob, mona, signed_in):
    revise_page(reviewed, by=mona, text=TEXT.replace("lundi", "samedi"), based_on=reviewed.current)
    assert "do not join" in signed_in(mona).get(reviewed.on("proposal_review", waiting.pk)).text
    accept_edit(waiting, by=mona)
    waiting.refresh_from_db()
    assert waiting.state == State.CONFLICT
    browser = signed_in(bob)
    assert "Please choose what stays." in browser.get(reviewed.get_absolute_url()).text
    answer = browser.get(waiting.get_absolute_url())
    assert answer.status_code == 409
    browser.post(reviewed.on("page_settle"), {**answer.context["hidden"], "choice_1": "mine"})
    again = EditProposal.objects.get(again_of=waiting)
    assert (again.state, again.text) == (State.QUEUED, MINE)


def test_two_stewards_answer_once(waiting, mona, ada):
    refuse_edit(waiting, by=ada, note="non")
    with pytest.raises(WrongMoment):
        accept_edit(waiting, by=mona)


def test_there_is_no_way_round(reviewed, waiting, bob, mona, charlie, signed_in):
    with pytest.raises(MayNot):
        revise_page(reviewed, by=bob, text=MINE, based_on=reviewed.current)
    with pytest.raises(MayNot):
        rename_page(reviewed, by=bob, title="Autre")
    revise_page(reviewed, by=mona, text=TEXT.replace("mercredi", "vendredi"), based_on=reviewed.current)
    with pytest.raises(MayNot):
        revert_page(reviewed, by=bob, to=reviewed.revisions.get(number=1))
    for judge in (accept_edit, lambda proposal, by: refuse_edit(proposal, by=by, note="")):
        with pytest.raises(MayNot):
            judge(waiting, by=bob)
    with pytest.raises(MayNot):
        set_review(reviewed.theme, by=bob, mode="none")
    browser = signed_in(charlie)
    assert browser.get(reviewed.on("proposal_review", waiting.pk)).status_code == 403
    assert browser.get(f"{reviewed.theme.get_absolute_url()}a-relire/").status_code == 403
    assert "Le jeudi" not in browser.get(waiting.get_absolute_url(), follow=True).text


def test_only_newcomers_wait_where_the_theme_says_so(page, bob, mona, signed_in):
    steward = signed_in(mona)
    steward.post(f"{page.theme.get_absolute_url()}a-relire/", {"mode": "new_editors"})
    assert Entry.objects.get(verb=Verb.REVIEW_SET).detail["mode"] == "new_editors"
    page.refresh_from_db()
    with pytest.raises(MayNot):
        revise_page(page, by=bob, text=MINE, based_on=page.current)
    Person.objects.filter(pk=bob.pk).update(created="2020-01-01T00:00:00Z", kept_edits=9)
    bob.refresh_from_db()
    assert revise_page(page, by=bob, text=MINE, based_on=page.current).number == 2


def test_neighbours_wait_like_everybody(reviewed, rosa, mona):
    facts = {"based_on": reviewed.current, "uri": "https://nord.example/ap/act/1", "home": "nord.example"}
    proposal = propose_edit(reviewed, by=rosa, text=MINE, **facts)
    assert propose_edit(reviewed, by=rosa, text=MINE, **facts) == proposal
    assert proposal.state == State.QUEUED
    accept_edit(proposal, by=mona)
    reviewed.refresh_from_db()
    assert (reviewed.current.text, reviewed.current.author) == (MINE, rosa)
