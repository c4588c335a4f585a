"""What speaks of money, of danger or of being with children is read by a moderator first."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.moderation.models import Flag
from commons.people.models import Person
from mutual_aid.models import Listing
from mutual_aid.states import ListingState

WAITS = [
    {"body": "Une avance pour la caution, je rembourse."},
    {"body": "IBAN FR76 3000 6000 0112 3456 7890 189"},
    {"body": "Écrivez-moi sur WhatsApp"},
    {"kind": "offer", "category": "garde", "title": "Lire aux enfants"},
]


@pytest.mark.parametrize("fields", WAITS)
def test_it_waits_is_seen_by_moderators_and_given_back_or_let_through(
    fields: dict[str, str],
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
    assert visitor.get(address).status_code == signed_in(bob).get(address).status_code == 404
    worker.run()
    assert mona.notices.get().href == "/entraide/relecture/"
    moderator = signed_in(mona)
    assert listing.title in moderator.get("/entraide/relecture/").content.decode()
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
