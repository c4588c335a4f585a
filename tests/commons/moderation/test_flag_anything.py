"""Every thing that a person can see can be flagged, from the page where it stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alerts.models import Alert, Bulletin
from commons.communities.models import Community
from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.images.actions import add_image
from commons.journal.models import Entry
from commons.moderation import flaggable
from commons.moderation.models import Case, Flag
from commons.people.models import Person
from mutual_aid import actions as aid
from wiki.actions import create_page, open_theme

# Nobody but moderators and their author reads these.
NOT_BY_PEOPLE = {"mutual_aid.incidentnote", "conversations.heldpost"}


class Things:
    """One of each kind, which bob may read and somebody else has made."""

    def __init__(self, **cast: Any) -> None:
        self.__dict__ |= cast

    def of(self, label: str) -> Any:
        return getattr(self, label.replace(".", "_"))()

    def people_person(self) -> Any:
        return self.alice

    def communities_community(self) -> Any:
        return Community.objects.create(kind=Community.Kind.SPACE, handle="place", name="La place")

    def conversations_topic(self) -> Any:
        return start_topic(by=self.alice, title="Les quais", text="Bonjour")

    def conversations_post(self) -> Any:
        return self.conversations_topic().posts.get()

    def images_image(self) -> Any:
        return add_image(
            by=self.alice,
            community=self.communities_community(),
            file=self.photo(),
            alt="Un pont",
            licence="CC BY-SA 4.0",
        )

    def wiki_page(self) -> Any:
        theme = open_theme(by=self.ada, name="Compost", handle="compost", description="")
        return create_page(theme, by=self.alice, title="Retourner", text="Une fois par semaine")

    def wiki_revision(self) -> Any:
        return self.wiki_page().text_now

    def mutual_aid_listing(self) -> Any:
        return self.ask(self.settled("simone"))

    def mutual_aid_response(self) -> Any:
        return self.help_with(self.ask(self.bob), self.settled("carmen"))

    def mutual_aid_thanks(self) -> Any:
        simone = self.settled("simone")
        response = self.help_with(self.ask(simone), self.bob, accepted=True)
        aid.complete_listing(response.listing, by=simone)
        response.refresh_from_db()
        return aid.thank(response, by=simone, text="Merci")

    def mutual_aid_item(self) -> Any:
        return aid.add_item(
            by=self.alice, title="Une perceuse", category="outils", neighbourhood=self.roquette
        )

    def mutual_aid_reservation(self) -> Any:
        item = aid.add_item(by=self.bob, title="Une scie", category="outils", neighbourhood=self.roquette)
        today = timezone.localdate()
        return aid.reserve(item, by=self.alice, starts_on=today, ends_on=today, message="Pour une étagère")

    def alerts_alert(self) -> Any:
        alert = Alert.objects.create()
        now = timezone.now()
        bulletin = Bulletin.objects.create(
            alert=alert, level="information", event="heat", title="Chaleur", source_name="Météo",
            source_url="https://meteo.example/", state="published", published_at=now, valid_from=now,
            valid_until=now + timedelta(days=1),
        )  # fmt: skip
        Alert.objects.filter(pk=alert.pk).update(current=bulletin)
        return Alert.objects.get()


@pytest.fixture
def things(
    alice: Any, bob: Any, ada: Any, photo: Any, settled: Any, ask: Any, help_with: Any, roquette: Any
) -> Things:
    return Things(
        alice=alice,
        bob=bob,
        ada=ada,
        photo=photo,
        settled=settled,
        ask=ask,
        help_with=help_with,
        roquette=roquette,
    )


LABELS = sorted(set(flaggable.kinds()) - NOT_BY_PEOPLE)


@pytest.mark.parametrize("label", LABELS)
def test_each_kind_is_flagged_and_stands_in_the_one_queue(
    label: str, things: Things, bob: Person, mona: Person, signed_in: Any
) -> None:
    thing = things.of(label)
    address, browser = f"/moderation/signaler/{label}/{thing.pk}/", signed_in(bob)
    where = (
        f"/discussions/messages/{thing.pk}/" if label == "conversations.post" else thing.get_absolute_url()
    )
    page = browser.get(where, follow=True).content.decode()
    assert address in page, where
    assert browser.get(address).status_code == 200
    browser.post(address, {"reason": "other", "note": "Regardez."})
    flagged, case = Flag.objects.get(), Case.objects.get()
    assert (flagged.by, flagged.about, case.room) == (bob, thing, flaggable.kind_of(thing).room)
    assert case.get_absolute_url() in signed_in(mona).get("/moderation/").content.decode()
    assert signed_in(mona).get(case.get_absolute_url()).status_code == 200


def test_every_kind_has_its_place_in_this_walk(things: Things) -> None:
    assert all(hasattr(Things, label.replace(".", "_")) for label in LABELS)


def test_what_comes_from_elsewhere_is_flagged_alike(
    bob: Person, rosa: Person, mona: Person, signed_in: Any
) -> None:
    topic = start_topic(by=bob, title="Les quais", text="Bonjour")
    said = write_post(topic, by=rosa, text="Bonjour de Tarascon")
    for label, thing in (("people.person", rosa), ("conversations.post", said)):
        signed_in(bob).post(f"/moderation/signaler/{label}/{thing.pk}/", {"reason": "spam"})
    listed = signed_in(mona).get("/moderation/").content.decode()
    assert Case.objects.count() == 2 and all(case.get_absolute_url() in listed for case in Case.objects.all())


def test_what_one_may_not_read_is_absent(
    alice: Person, bob: Person, charlie: Person, mona: Person, signed_in: Any
) -> None:
    thread = open_private_thread(about=alice, title="Un meuble", members=[alice, bob])
    said = write_post(thread, by=alice, text="12, rue des Pins")
    for person in (charlie, mona):
        for label, pk in (("conversations.topic", thread.pk), ("conversations.post", said.pk)):
            assert signed_in(person).get(f"/moderation/signaler/{label}/{pk}/").status_code == 404
    assert not Flag.objects.exists()


@pytest.mark.parametrize("label", ["mutual_aid.response", "mutual_aid.reservation", "mutual_aid.thanks"])
def test_of_what_only_two_share_both_see_that_a_moderator_read_it(
    label: str, things: Things, bob: Person, mona: Person, signed_in: Any
) -> None:
    thing = things.of(label)
    signed_in(bob).post(f"/moderation/signaler/{label}/{thing.pk}/", {"reason": "hurtful"})
    case, sides = Case.objects.get(), [person for person in flaggable.kind_of(thing).among(thing) if person]
    assert len(sides) == 2 and bob in sides
    read = Entry.objects.filter(verb="people.data_read", by=mona, is_public=False)
    assert not read.exists()
    signed_in(mona).get("/moderation/")
    assert not read.exists(), "the queue shows nothing of it"
    page = signed_in(mona).get(case.get_absolute_url()).content.decode()
    assert "Its members see that you read it" in page
    assert {entry.about for entry in read} == set(sides)
