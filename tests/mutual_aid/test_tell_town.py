"""What the rest of the house hears: the journal, open pages, search, notices without words."""

from typing import Any

from django.core import mail

from commons.journal.models import Entry
from commons.live import things
from commons.search.models import SearchDocument
from mutual_aid.actions import cancel_listing, post_listing, revise_listing
from mutual_aid.models import Listing
from mutual_aid.verbs import Verb


def test_open_pages_hear_that_something_changed_never_what(
    settled: Any, ask: Any, help_with: Any, mona: Any
) -> None:
    simone, bob = settled("simone"), settled("bob")
    listing = ask(simone)
    help_with(listing, bob)
    entry = Entry.objects.get(verb=Verb.HELP_PROPOSED)
    frames = things.frames_of(entry)
    assert [(f.thing, f.seq, f.kind, f.html) for f in frames] == [
        (f"listing:{listing.pk}", entry.pk, "changed", "")
    ]
    posted = things.frames_of(Entry.objects.get(verb=Verb.LISTING_POSTED))
    assert [f.thing for f in posted] == [f"listing:{listing.pk}", f"board:{listing.board_id}"]
    kind, key = things.kind_of(f"listing:{listing.pk}") or (None, "")
    assert kind is not None and kind.events_after is not None
    assert kind.last_seqs([key]) == {key: entry.pk}
    assert kind.events_after(bob, key, entry.pk)["events"] == []
    assert kind.events_after(bob, key, 0)["events"][0]["seq"] == entry.pk


def test_who_may_listen_is_who_may_read(settled: Any, ask: Any, mediator: Any, bob: Any) -> None:
    listing = ask(settled("rose"), visibility="mediators")
    kind, key = things.kind_of(f"listing:{listing.pk}") or (None, "")
    assert kind is not None
    assert kind.may_listen(mediator, key) == "" and kind.may_listen(listing.author, key) == ""
    assert kind.may_listen(bob, key) is None and kind.may_listen(None, key) is None
    assert kind.may_listen(bob, "999999") is None and kind.may_listen(bob, "x") is None
    board = things.kinds()["board"]
    assert board.may_listen(None, str(listing.board_id)) == "" and board.may_listen(None, "0") is None


def test_search_finds_summaries_and_forgets_what_is_over(settled: Any, ask: Any, worker: Any) -> None:
    simone = settled("simone")
    public = ask(simone, title="Un olivier", body="secret-body")
    ask(simone, title="Pour les membres", body="members-body", visibility="members")
    ask(simone, title="Discret", visibility="mediators")
    worker.run()
    found = {row.title: row for row in SearchDocument.objects.all()}
    assert set(found) == {"Un olivier", "Pour les membres"}
    assert "secret-body" not in found["Un olivier"].body and not found["Un olivier"].members_only
    assert "members-body" in found["Pour les membres"].body and found["Pour les membres"].members_only
    cancel_listing(public, by=simone)
    worker.run()
    assert not SearchDocument.objects.filter(title="Un olivier").exists()


def test_notices_and_mails_are_a_title_and_a_link(
    settled: Any, ask: Any, help_with: Any, worker: Any
) -> None:
    simone = settled("simone")
    response = help_with(ask(simone, body="CANARY-BODY", meeting_place="CANARY-PLACE"), settled("bob"))
    worker.run()
    notice = simone.notices.get()
    assert (notice.title, notice.href) == (response.listing.title, response.get_absolute_url())
    assert all("CANARY" not in m.body and "Saturday" not in m.body for m in mail.outbox)


def test_what_is_not_for_everybody_is_not_in_the_public_record(
    settled: Any, ask: Any, roquette: Any, visitor: Any
) -> None:
    simone = settled("simone")
    ask(simone, visibility="members")
    ask(simone, visibility="mediators")
    post_listing(
        by=simone,
        kind="request",
        title="A draft",
        body="",
        category="autre",
        neighbourhood=roquette,
        as_draft=True,
    )
    entries = Entry.objects.filter(verb__startswith="mutual_aid")
    assert entries.count() == 3 and not entries.public().exists()
    public = ask(simone, title="For everybody", kind="offer")
    revise_listing(public, by=simone, visibility="members")
    assert [entry.verb for entry in entries.public()] == [Verb.LISTING_POSTED]
    changed = Listing.objects.get(pk=public.pk)
    assert str(changed) == changed.get_kind_display(), "a record that prints the thing prints no title"
    assert "For everybody" not in visitor.get("/journal/").content.decode()
