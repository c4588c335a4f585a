"""What speaks of money, of danger or of being with children is read by a moderator first."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.base.errors import Refused
from commons.moderation.models import Appeal, Decision, Flag
from commons.people.models import Person
from mutual_aid.actions import revise_listing
from mutual_aid.models import Listing
from mutual_aid.states import ListingState

WAITS = [
    ({"body": "Une avance pour la caution, je rembourse."}, "Help is free here"),
    ({"body": "IBAN FR76 3000 6000 0112 3456 7890 189"}, "An account or card number"),
    ({"body": "Écrivez-moi sur WhatsApp"}, "a conversation elsewhere"),
    ({"body": "Un individu louche rôde rue Neuve"}, "no place for denunciation"),
    ({"kind": "offer", "category": "garde", "title": "Lire aux enfants"}, "entrusted only to people"),
]


@pytest.mark.parametrize(("fields", "rule"), WAITS)
def test_it_waits_is_seen_by_moderators_and_given_back_or_let_through(
    fields: dict[str, str],
    rule: str,
    settled: Any,
    bob: Any,
    mona: Any,
    ask: Any,
    signed_in: Any,
    visitor: Any,
    worker: Any,
) -> None:
    simone = settled("simone")
    listing = ask(simone, **fields)
    assert listing.state == ListingState.PENDING
    address = listing.get_absolute_url()
    assert rule in signed_in(simone).get(address).content.decode(), "its author is told why"
    assert visitor.get(address).status_code == signed_in(bob).get(address).status_code == 404
    worker.run()
    assert mona.notices.get().href == "/entraide/relecture/"
    moderator = signed_in(mona)
    queue = moderator.get("/entraide/relecture/").content.decode()
    assert listing.title in queue and rule in queue, "what to look for, before it is opened"
    decide = f"{address}decision/"
    assert moderator.post(decide, {"do": "refuse", "reason": ""}).status_code == 400
    moderator.post(decide, {"do": "refuse", "reason": "Please take the account number out."})
    assert "Please take the account number out." in signed_in(simone).get(address).content.decode()
    Listing.objects.update(state=ListingState.PENDING)
    moderator.post(decide, {"do": "approve"})
    assert Listing.objects.get().state == ListingState.OPEN
    assert signed_in(bob).get(address).status_code == 200


def test_a_link_waits_only_while_its_author_is_new(alice: Any, ask: Any) -> None:
    assert ask(alice, body="See https://example.org").state == ListingState.PENDING
    Person.objects.update(created=timezone.now() - timedelta(days=8))
    assert ask(Person.objects.get(pk=alice.pk), body="See https://example.org").state == ListingState.OPEN


def test_what_cannot_be_said_is_told_at_its_field_and_nothing_typed_is_lost(
    settled: Any, ask: Any, signed_in: Any
) -> None:
    simone = settled("simone")
    listing = ask(simone)
    address = f"{listing.get_absolute_url()}modifier/"
    kept = {
        "title": listing.title, "category": "courses", "neighbourhood": listing.neighbourhood_id, "hurry": "",
        "helpers_needed": "2", "visibility": "members", "meeting_place": "At the fountain",
    }  # fmt: skip
    answer = signed_in(simone).post(address, {**kept, "body": "Une avance pour la caution, je rembourse."})
    assert answer.status_code == 422
    said = next(form for form in answer.context["asking"].forms if "body" in form.fields).errors["body"]
    assert "Help is free here" in str(said) and "nothing was changed" in str(said)
    page = answer.content.decode()
    assert "Une avance pour la caution" in page and "At the fountain" in page
    assert Listing.objects.get().body == listing.body
    titled = signed_in(simone).post(
        address, {**kept, "body": "Merci", "title": "Contre une avance par virement"}
    )
    assert "title" in next(f for f in titled.context["asking"].forms if "title" in f.fields).errors
    assert signed_in(simone).post(address, {**kept, "body": "Merci d’avance"}).status_code in (302, 422)


def test_nobody_approves_their_own_words(mona: Any, ask: Any, signed_in: Any) -> None:
    listing = ask(mona, body="Un virement")
    Listing.objects.filter(pk=listing.pk).update(state=ListingState.PENDING)
    assert (
        signed_in(mona).post(f"{listing.get_absolute_url()}decision/", {"do": "approve"}).status_code == 403
    )


def test_the_queue_does_not_exist_for_others(bob: Any, signed_in: Any) -> None:
    assert signed_in(bob).get("/entraide/relecture/").status_code == 404


def test_members_flag_what_they_may_read(
    settled: Any, ask: Any, bob: Any, mona: Any, signed_in: Any, worker: Any
) -> None:
    listing, secret = ask(settled("simone")), ask(settled("rose"), visibility="mediators")
    address = f"/moderation/signaler/mutual_aid.listing/{listing.pk}/"
    assert address in signed_in(bob).get(listing.get_absolute_url()).content.decode()
    signed_in(bob).post(address, {"reason": "danger", "note": "Please look."})
    assert Flag.objects.get().about == listing
    assert signed_in(bob).get(f"/moderation/signaler/mutual_aid.listing/{secret.pk}/").status_code == 404


def test_what_is_refused_or_hidden_names_its_rule_and_another_moderator_looks(
    settled: Any, mona: Any, resident: Any, ask: Any, bob: Any, signed_in: Any, worker: Any
) -> None:
    simone, maud = settled("simone"), resident("maud", "moderator")
    listing = ask(simone)
    address, moderator, author = listing.get_absolute_url(), signed_in(mona), signed_in(simone)
    assert f"{address}masquer/" in moderator.get(address).content.decode()
    assert signed_in(bob).get(f"{address}masquer/").status_code == 302
    wrong = moderator.post(f"{address}masquer/", {"reason": "A shop."})
    assert wrong.status_code == 422 and "A shop." in wrong.content.decode()
    moderator.post(f"{address}masquer/", {"rule": "advertising", "reason": "A shop."})
    page = author.get(address).content.decode()
    assert "A shop." in page and "The text is advertising" in page
    appeal = f"/moderation/decisions/{Decision.objects.get().pk}/contester/"
    assert appeal in page
    assert signed_in(bob).get(appeal).status_code == 404
    assert author.post(appeal, {"words": ""}).status_code == 422
    author.post(appeal, {"words": "I sell nothing."})
    assert author.post(appeal, {"words": "Again."}).status_code == 404, "once"
    assert "You have asked another moderator" in author.get(address).content.decode()
    worker.run()
    made = Appeal.objects.get()
    said = {"reverse": "yes", "answer": "It was a mistake."}
    assert "I sell nothing." in signed_in(maud).get("/moderation/recours/").content.decode()
    assert moderator.post(f"/moderation/recours/{made.pk}/", said).status_code == 403, "not who decided"
    signed_in(maud).post(f"/moderation/recours/{made.pk}/", said)
    worker.run()
    assert Listing.objects.get().state == ListingState.OPEN, "what is taken back is shown again"
    assert made.get_absolute_url() in [notice.href for notice in simone.notices.all()]


def test_the_first_listing_of_a_new_account_where_the_town_wants_it(
    settings: Any, alice: Any, settled: Any, ask: Any, mona: Any, signed_in: Any
) -> None:
    settings.CALADE_FIRST_LISTING = "review"
    first = ask(alice)
    assert first.state == ListingState.PENDING
    assert (
        "the first text of a new account" in signed_in(alice).get(first.get_absolute_url()).content.decode()
    )
    assert ask(alice, title="For a mediator", visibility="mediators").state == ListingState.OPEN
    assert ask(settled("simone")).state == ListingState.OPEN
    signed_in(mona).post(f"{first.get_absolute_url()}decision/", {"do": "approve"})
    assert ask(alice, title="The second").state == ListingState.OPEN


def test_what_is_on_the_board_cannot_become_what_would_have_waited(
    settled: Any, ask: Any, signed_in: Any
) -> None:
    simone = settled("simone")
    listing = ask(simone)
    with pytest.raises(Refused, match="Help is free here"):
        revise_listing(listing, by=simone, body="Envoyez un virement.")
    assert Listing.objects.get().body.startswith("The lift")
    revise_listing(listing, by=simone, body="Call 06 12 34 56 78")
