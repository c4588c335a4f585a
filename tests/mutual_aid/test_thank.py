"""Thanks are between two people; whoever receives them may show them, and take them back. Nothing is counted."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mutual_aid.actions import mark_done, thank
from mutual_aid.actions.thanking import remind_of_thanks_due
from mutual_aid.models import Response, Thanks


def test_only_the_receiver_shows_them_and_anybody_of_the_two_takes_them_back(
    settled: Any, ask: Any, help_with: Any, signed_in: Any, mona: Any, visitor: Any
) -> None:
    simone, bob, lea = settled("simone"), settled("bob"), settled("lea")
    listing = ask(simone)
    response = help_with(listing, bob, accepted=True)
    mark_done(response, by=bob)
    asker, helper, member = signed_in(simone), signed_in(bob), signed_in(lea)
    address, profile = listing.get_absolute_url(), bob.get_absolute_url()
    asker.post(f"/entraide/propositions/{response.pk}/merci/", {"text": "You were very kind."})
    thanks = Thanks.objects.get()
    decide = f"/entraide/remerciements/{thanks.pk}/"
    assert "You were very kind." in helper.get(address).content.decode()
    assert asker.post(decide, {"do": "show"}).status_code == 403, "the receiver decides"
    for page in (address, profile):
        assert "very kind" not in member.get(page).content.decode()
    assert member.post(decide, {"do": "show"}).status_code == 404

    helper.post(decide, {"do": "show"})
    for page in (address, profile):
        shown = member.get(page).content.decode()
        assert "You were very kind." in shown and "somebody of the town" in shown
        assert f"/moderation/signaler/mutual_aid.thanks/{thanks.pk}/" in shown
        assert "very kind" not in visitor.get(page).content.decode()
    asker.post(decide, {"do": "take_back"})
    assert "very kind" not in member.get(profile).content.decode()

    helper.post(decide, {"do": "show"})
    assert member.post(decide, {"do": "withhold"}).status_code == 403
    signed_in(mona).post(decide, {"do": "withhold"})
    assert "very kind" not in member.get(profile).content.decode()
    assert helper.post(decide, {"do": "show"}).status_code == 403, "a moderator took them out of sight"


def test_signed_when_the_writer_wants_it(settled: Any, ask: Any, help_with: Any, signed_in: Any) -> None:
    simone, bob = settled("simone"), settled("bob")
    response = help_with(ask(simone), bob, accepted=True)
    thanks = thank(response, by=simone, text="Thank you.", signed=True)
    signed_in(bob).post(f"/entraide/remerciements/{thanks.pk}/", {"do": "show"})
    shown = signed_in(settled("lea")).get(bob.get_absolute_url()).content.decode()
    assert "Thank you." in shown and "Simone" in shown
    thank(response, by=simone, text="Thank you again.")
    assert not Thanks.objects.get().public, "other words are private again"


def test_one_reminder_and_never_a_second(settled: Any, ask: Any, help_with: Any, worker: Any) -> None:
    simone, carmen, bob = settled("simone"), settled("carmen"), settled("bob")
    first, second = (help_with(ask(person), bob, accepted=True) for person in (simone, carmen))
    for response in (first, second):
        mark_done(response, by=bob)
    thank(second, by=carmen, text="Thank you.")
    worker.run()
    assert remind_of_thanks_due() == 0, "not at once"
    Response.objects.update(changed=timezone.now() - timedelta(days=4))
    assert (remind_of_thanks_due(), remind_of_thanks_due()) == (1, 0)
    worker.run()
    kind = "mutual_aid.thanks_suggested"
    assert [notice.kind for notice in simone.notices.all()].count(kind) == 1
    assert kind not in [notice.kind for notice in [*carmen.notices.all(), *bob.notices.all()]]
