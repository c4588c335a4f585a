"""Under a mandate one is the other person within its scopes, a visitor who looks elsewhere, and nobody who sends."""

import time
from contextlib import suppress
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from commons.base.errors import MayNot
from commons.journal import acting as journal
from commons.journal.actions import record
from commons.journal.management.commands.work import work_until_idle
from commons.journal.models import Entry
from commons.live.page_store import PageStore
from commons.mandates import actions, chain, scopes
from commons.mandates.models import Line, Mandate
from commons.mandates.scopes import Scope
from commons.notices.models import Notice
from commons.people.actions import give_role
from commons.people.models import Person
from commons.people.verbs import Verb as People
from mutual_aid.actions import add_item, propose_help
from mutual_aid.actions.slots import Role, organise
from mutual_aid.models import Listing, Reservation
from tests.security.doors import DOORS
from tests.security.walking import addresses
from wiki.actions import create_page, open_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(odile, rose, roquette):
    """A request of rose's, written by the hand of odile, as a page would have it done."""

    def write(mandate: Mandate, title: str = "Une ampoule à changer") -> Listing:
        from mutual_aid.actions import post_listing

        journal.take_up(actions.hand_under(mandate, device="computer"))
        try:
            return post_listing(
                by=rose, kind="request", title=title, body="Au plafond.", category="bricolage",
                neighbourhood=roquette,
            )  # fmt: skip
        finally:
            journal.lay_down()

    return write


def test_each_page_says_for_whom_and_until_when_and_the_way_out(acting, rose):
    browser, mandate = acting("people.read")
    for address in ("/", "/moi/", "/entraide/", "/nowhere/", f"/mandats/{mandate.pk}/"):
        page = browser.get(address).content.decode()
        assert "You act for Rose" in page and "/mandats/agir/fin/" in page, address
    assert browser.post("/mandats/agir/fin/").status_code == 302
    assert "You act for" not in browser.get("/").content.decode()


def test_within_its_scopes_they_are_the_other_person(acting, odile, rose):
    browser, mandate = acting("people.details", "people.read")
    sent = {"name": "Rose L.", "summary": "", "neighbourhood": ""}
    assert browser.post("/moi/reglages/", sent).status_code == 302
    entry = Entry.objects.get(verb=People.PERSON_REVISED)
    assert (entry.by, entry.on_behalf_of, entry.who) == (odile, rose, "Odile for Rose L.")
    assert Person.objects.get(pk=odile.pk).name == "Odile"
    browser.get("/moi/")
    browser.get("/moi/")
    done = [(line.action, line.kind, line.thing) for line in mandate.lines.all()][3:]
    assert done == [
        ("mandates.mandate_used", "", None),
        (People.PERSON_REVISED, "people.person", rose.pk),
        ("mandates.mandate_looked", "people:me", None),
    ]
    assert chain.broken_at(Mandate.objects.get(pk=mandate.pk)) is None
    work_until_idle()
    told = Notice.objects.get(person=rose, kind="mandates.mandate_used")
    assert told.href == f"/mandats/{mandate.pk}/"


def test_a_request_is_written_and_an_answer_accepted(acting, rose, bob, roquette, signed_in):
    """As the pages do it, step by step; the thread that opens then is rose’s, and closed to the other hand."""
    browser, mandate = acting("mutual_aid.listings", "mutual_aid.answers")
    what = {"title": "Une ampoule à changer", "category": "bricolage", "body": "Au plafond."}
    browser.post("/entraide/demander/", {**what, "step": "0", "go": "next"})
    draft = Listing.objects.get()
    here = f"/entraide/{draft.pk}/modifier/"
    browser.post(f"{here}?etape=2", {"helpers_needed": "1", "step": "1", "go": "next"})
    where = {"neighbourhood": str(roquette.pk), "visibility": "public", "step": "2", "go": "publish"}
    browser.post(f"{here}?etape=3", where)
    draft.refresh_from_db()
    assert (draft.state, draft.author) == ("open", rose)
    response = propose_help(draft, by=bob, message="Je passe demain.", adult=True)
    assert "Je passe demain." in browser.get(draft.get_absolute_url()).content.decode()
    said = browser.post(f"/entraide/propositions/{response.pk}/decision/", {"do": "accept"})
    response.refresh_from_db()
    assert said.status_code == 302 and response.state == "accepted"
    assert browser.get(response.thread.get_absolute_url()).status_code in (403, 404)
    assert browser.post(f"/discussions/{response.thread.pk}/ecrire/", {"text": "x"}).status_code == 403
    work_until_idle()
    told = signed_in(bob).get("/avis/").content.decode()
    assert (
        "Odile for Rose" in told
        and not Notice.objects.filter(person=rose, kind="mutual_aid.help_accepted").exists()
    )
    mandate.refresh_from_db()
    assert chain.broken_at(mandate) is None and mandate.lines_count >= 6


def test_an_object_is_borrowed_and_a_task_is_come_to(acting, rose, bob, roquette):
    """Only what is named: who acts for loans reserves for her, and comes to nothing."""
    drill = add_item(by=bob, title="Une perceuse", category="outils", neighbourhood=roquette)
    begins = timezone.now() + timedelta(days=3)
    task = organise(
        by=bob, title="Nettoyer le lavoir", body="Avec des brosses.", category="jardinage",
        neighbourhood=roquette, starts_at=begins, ends_at=begins + timedelta(hours=2), roles=[Role("Brosser", 4)],
    )  # fmt: skip
    browser, loans = acting("mutual_aid.loans")
    first = timezone.localdate() + timedelta(days=1)
    wish = {
        "starts_on": str(first),
        "ends_on": str(first),
        "message": "Pour une étagère.",
        "client_key": uuid4(),
    }
    led = browser.post(f"/entraide/objets/{drill.pk}/reserver/", wish)
    loan = Reservation.objects.get()
    assert led.status_code == 302 and loan.borrower == rose
    assert "Une perceuse" in browser.get("/entraide/emprunts/").content.decode()
    coming = {"slot": str(task.slots.get().pk), "client_key": uuid4(), "adult": "on"}
    assert browser.post(f"/entraide/{task.pk}/venir/", coming).status_code == 403
    assert "mutual_aid:loans" in [line.kind for line in loans.lines.all()]
    browser, tasks = acting("mutual_aid.tasks")
    assert browser.post(f"/entraide/{task.pk}/venir/", coming).status_code == 302
    assert task.responses.get().helper == rose
    for mandate in (loans, tasks):
        assert chain.broken_at(Mandate.objects.get(pk=mandate.pk)) is None


def test_a_page_of_the_wiki_names_both(acting, rose, bob, alice, signed_in):
    theme = open_theme(by=None, handle="jardins", name="Jardins", description="Faire pousser.")
    page = create_page(theme, by=alice, title="Le compost", text="Un mètre cube.")
    browser, _mandate = acting("wiki.write")
    form = browser.get(page.on("page_edit")).context["form"]
    typed = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    answer = browser.post(page.on("page_edit"), {**typed, "text": "Deux mètres cubes.", "summary": "mesuré"})
    assert answer.status_code == 302, answer.content.decode()
    history = signed_in(bob).get(page.on("history")).content.decode()
    assert "written by Odile for Rose" in history


def test_elsewhere_they_look_as_a_visitor_and_send_nothing(acting, odile, rose):
    browser, _mandate = acting("mutual_aid.alerts")
    assert browser.get("/entraide/").status_code == 200
    for address in (
        "/moi/",
        "/moi/donnees/",
        "/discussions/prive/",
        "/compte/login/",
        "/mandats/",
        "/accueil/",
    ):
        assert browser.get(address).status_code in (403, 404), address
    said = browser.post("/moi/reglages/", {"name": "Autre", "summary": "des mots que l’on garde"})
    assert said.status_code == 403 and "does not cover this" in said.content.decode()
    assert "des mots que l’on garde" in said.content.decode()
    assert Person.objects.get(pk=rose.pk).name == "Rose" and Person.objects.get(pk=odile.pk).name == "Odile"
    never = browser.post("/moi/partir/", {"words": "erase", "sure": "on"})
    assert never.status_code == 403 and "in the hands of Rose alone" in never.content.decode()
    assert not Entry.objects.filter(verb=People.PERSON_REVISED).exists()


def _some_address(name: str, parts: list[str]) -> str:
    for values in product((1, "01970000-0000-7000-8000-000000000000", "x"), repeat=len(parts)):
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=dict(zip(parts, values, strict=True)))
    raise AssertionError(name)


def test_every_door_of_the_town_is_in_a_scope_or_refused(acting, settings):
    """Nothing is open because nobody thought of it: all scopes at once, and every address that takes a form."""
    browser, _mandate = acting(*(scope.key for scope in scopes.scopes()))
    open_doors = {door for scope in scopes.scopes() for door in scope.doors}
    named = {name for name, _parts in addresses()}
    assert open_doors <= named and named >= scopes.OWN_DOORS and named >= scopes.OWN_PAGES
    tried = 0
    for name, parts in dict(addresses()).items():
        if name in open_doors | scopes.OWN_DOORS:
            continue
        address = _some_address(name, parts)
        answer = browser.post(address)
        assert answer.status_code == 403, (name, answer.status_code)
        assert b"Nothing was changed" in answer.content or b"alone: nobody does it" in answer.content, name
        tried += 1
    assert tried > 150 and len(DOORS) > 150
    assert "You act for Rose" in browser.get("/").content.decode()


def test_what_stays_in_ones_own_hands_is_in_no_scope(odile, rose, active):
    for door in (
        "account_logout",
        "privacy:takeaway",
        "conversations:vote",
        "people:leave",
        "mandates:prepare",
    ):
        with pytest.raises(ImproperlyConfigured):
            scopes.register(Scope("wrong.one", "x", frozenset({door})))
    mandate = active("people.details")
    journal.take_up(actions.hand_under(mandate, device="computer"))
    try:  # the second wall: a page that would do it all the same
        for verb in (
            "people.person_left",
            "conversations.poll_answered",
            "accounts.identity_linked",
            "privacy.x",
        ):
            with pytest.raises(MayNot), transaction.atomic():
                record(verb, by=rose, about=rose)
    finally:
        journal.lay_down()
    assert not Entry.objects.filter(on_behalf_of=rose).exists()


def test_it_ends_in_the_middle_of_acting(acting, odile, rose):
    def over(change):
        browser, mandate = acting("people.read")
        with transaction.atomic():
            change(mandate, browser)
            page = browser.get("/moi/").content.decode()
            transaction.set_rollback(True)
        Mandate.objects.filter(pk=mandate.pk).update(state="revoked", ended_at=timezone.now())
        return "You act for" not in page and "Odile" in page

    def long_ago(mandate, browser):
        session = browser.session
        session["acting"] = {"mandate": mandate.pk, "since": int(time.time()) - 3 * 3600}
        session.save()

    assert over(lambda mandate, _browser: actions.revoke_mandate(mandate, by=rose))
    assert over(
        lambda mandate, _browser: Mandate.objects.filter(pk=mandate.pk).update(ends_at=timezone.now())
    )
    assert over(lambda _mandate, _browser: give_role(rose, by=None, role="moderator", reason="test"))
    assert over(lambda _mandate, _browser: Person.objects.filter(pk=rose.pk).update(state="suspended"))
    assert over(long_ago)


def test_no_page_of_theirs_is_kept_for_others(acting):
    browser, _mandate = acting("people.read")
    answer = browser.get("/entraide/")
    assert "X-Page-Store" not in answer and answer["Cache-Control"] == "private, no-store"
    assert not PageStore().pages


def test_everybody_concerned_reads_who_wrote_it(active, asked, odile, rose, bob, signed_in):
    listing = asked(active())
    assert listing.author == rose
    assert "Odile for Rose" in signed_in(bob).get(listing.get_absolute_url()).content.decode()
    assert "Odile</a> for Rose" in signed_in(bob).get("/journal/").content.decode()
    mine = signed_in(rose).get("/moi/").content.decode()
    assert listing.title in mine, "what was done for her is what she did"
    assert listing.title not in signed_in(bob).get("/personnes/odile/").content.decode()


def test_the_journal_is_only_added_to_and_a_change_shows(active, asked, odile, rose):
    mandate = active()
    listing = asked(mandate)
    line = mandate.lines.last()
    for change in (
        lambda: line.save(),
        lambda: line.delete(),
        lambda: mandate.lines.update(action="x"),
        lambda: mandate.lines.all().delete(),
        lambda: Line._base_manager.filter(pk=line.pk).update(action="x"),
        lambda: Line.objects.bulk_update([line], ["action"]),
    ):
        with pytest.raises(RuntimeError):
            change()
    mandate.refresh_from_db()
    assert chain.broken_at(mandate) is None
    Listing.objects.filter(pk=listing.pk).delete()  # its words go, the chain holds
    assert chain.broken_at(mandate) is None
    line = mandate.lines.get(number=2)
    first, before = mandate.lines.get(number=1).digest, (line.device, line.digest)
    line.device = "tablet"
    _behind_the_program(mandate, 2, line.device, line.digest)
    assert chain.broken_at(mandate) == 2
    _behind_the_program(mandate, 2, line.device, line.digest_after(first))
    assert chain.broken_at(mandate) == 3, "with a fingerprint made anew, the next one tells"
    _behind_the_program(mandate, 2, *before)
    assert chain.broken_at(mandate) is None
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mandates_line WHERE number >= 4 AND mandate_id = %s", [mandate.pk])
    assert chain.broken_at(mandate) == 4, "nor is its end cut off unseen"


def _behind_the_program(mandate: Mandate, number: int, device: str, digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mandates_line SET device = %s, digest = %s WHERE number = %s AND mandate_id = %s",
            [device, digest, number, mandate.pk],
        )


def test_whoever_leaves_is_bound_by_nothing_and_the_journal_holds(active, rose, odile):
    from commons.base import retention
    from commons.people.actions import leave_town

    mandate = active()
    leave_town(rose, by=rose, erase=True)
    work_until_idle()
    mandate.refresh_from_db()
    assert (mandate.state, mandate.purpose, mandate.text, mandate.place) == ("revoked", "", "", "")
    assert chain.broken_at(mandate) is None
    Mandate.objects.filter(pk=mandate.pk).update(ended_at=timezone.now() - timedelta(days=3 * 365 + 2))
    retention.keep_promises()
    assert not Mandate.objects.exists() and not Line.objects.exists()
