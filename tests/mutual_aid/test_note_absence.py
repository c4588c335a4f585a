"""Somebody did not come: a sealed note for nobody, until the third in six months; and they are heard."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commons.moderation.models import Flag
from mutual_aid.models import IncidentNote, Transition

WORDS = "CANARI: I waited for an hour."


def miss(settled: Any, ask: Any, help_with: Any, signed_in: Any, name: str, helper: Any) -> Any:
    response = help_with(ask(settled(name)), helper, accepted=True)
    author = signed_in(response.listing.author)
    answer = {"do": "no_show", "reason": WORDS}
    author.post(f"/entraide/propositions/{response.pk}/decision/", answer)
    return response


def test_three_notes_ask_a_person_to_look_and_nothing_else(
    settled: Any, ask: Any, help_with: Any, signed_in: Any, mona: Any, worker: Any
) -> None:
    bob = settled("bob")
    first = miss(settled, ask, help_with, signed_in, "simone", bob)
    miss(settled, ask, help_with, signed_in, "carmen", bob)
    worker.run()
    address = f"/entraide/rendez-vous-manques/{bob.pk}/"
    moderator = signed_in(mona)
    assert not Flag.objects.exists() and moderator.get(address).status_code == 404
    assert WORDS not in str(list(IncidentNote.objects.values_list("sealed_text", flat=True)))
    assert not Transition.objects.filter(reason__contains="CANARI").exists()

    miss(settled, ask, help_with, signed_in, "nadia", bob)
    worker.run()
    flag = Flag.objects.get()
    assert flag.by is None and flag.author == bob and bob.is_active
    assert address in moderator.get(flag.case.get_absolute_url()).content.decode()
    for other in (bob, first.listing.author, settled("lea")):
        assert signed_in(other).get(address).status_code == 404
    page = moderator.get(address).content.decode()
    assert page.count("CANARI") == 3 and "Simone" not in page
    assert WORDS not in signed_in(bob).get(first.listing.get_absolute_url()).content.decode()

    moderator.post(address)
    worker.run()
    assert "mutual_aid.incident_asked" in [notice.kind for notice in bob.notices.all()]
    version = f"/entraide/propositions/{first.pk}/ma-version/"
    assert version in signed_in(bob).get(first.listing.get_absolute_url()).content.decode()
    assert signed_in(settled("paul")).get(version).status_code == 404
    signed_in(bob).post(version, {"words": "My bus did not come."})
    assert "My bus did not come." in moderator.get(address).content.decode()
    assert (
        "My bus" not in signed_in(first.listing.author).get(first.listing.get_absolute_url()).content.decode()
    )
    miss(settled, ask, help_with, signed_in, "rose", bob)
    assert Flag.objects.count() == 1, "asked once, while nobody has answered"


def test_six_months_later_it_is_forgotten(settled: Any, ask: Any, help_with: Any, signed_in: Any) -> None:
    bob = settled("bob")
    for name in ("simone", "carmen"):
        miss(settled, ask, help_with, signed_in, name, bob)
    IncidentNote.objects.update(at=timezone.now() - timedelta(days=181))
    miss(settled, ask, help_with, signed_in, "nadia", bob)
    assert not Flag.objects.exists()


def test_a_flagged_proposal_is_read_by_moderators_and_a_block_says_what_it_does(
    settled: Any, ask: Any, help_with: Any, signed_in: Any, mona: Any
) -> None:
    simone, bob = settled("simone"), settled("bob")
    listing = ask(simone)
    response = help_with(listing, bob)
    address, label = listing.get_absolute_url(), f"/moderation/signaler/mutual_aid.response/{response.pk}/"
    author, moderator = signed_in(simone), signed_in(mona)
    assert "I can come on Saturday" not in moderator.get(address).content.decode()
    page = author.get(address).content.decode()
    assert label in page and "/personnes/bob/bloquer/" in page
    assert signed_in(settled("lea")).get(label).status_code == 404
    author.post(label, {"reason": "hurtful"})
    assert "I can come on Saturday" in moderator.get(address).content.decode()
    assert "silently, both ways" in author.get("/personnes/bob/bloquer/").content.decode()
    author.post("/personnes/bob/bloquer/")
    assert "Bob" not in author.get(address).content.decode()
