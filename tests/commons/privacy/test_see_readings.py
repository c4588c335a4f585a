"""Who read what only concerns one person stands among their data, with the reason, whoever it was."""

import pytest

from commons.people.models import Person
from commons.people.reading import Why, note_reading
from mutual_aid import actions as aid

pytestmark = pytest.mark.django_db


def shown(browser):
    return (
        browser.get("/moi/donnees/").content.decode().partition('id="lectures"')[2].partition("</section>")[0]
    )


def test_a_mediator_who_opens_a_request_is_seen(alice, bob, resident, roquette, signed_in):
    Person.objects.filter(pk=alice.pk).update(created="2026-01-01T00:00Z")
    alice = Person.objects.get(pk=alice.pk)
    words = {"kind": "request", "title": "Une échelle", "body": "Samedi", "category": "outils"}
    listing = aid.post_listing(by=alice, neighbourhood=roquette, **words)
    odile = resident("odile", "mediator")
    assert "Nobody of the town" in shown(signed_in(alice))
    desk = signed_in(odile)
    for _look in range(3):
        assert desk.get(f"/entraide/relais/{listing.pk}/").status_code == 200
    assert shown(signed_in(alice)).count("Odile") == 1
    assert "To look after your request for help" in shown(signed_in(alice))
    assert "Odile" not in shown(signed_in(bob))


def test_ones_own_look_and_people_elsewhere_are_no_reading(alice, rosa, signed_in):
    note_reading(alice, by=alice, why=Why.HELP)
    note_reading(rosa, by=alice, why=Why.HELP)
    note_reading(None, by=alice, why=Why.HELP)
    assert "Nobody of the town" in shown(signed_in(alice))


def test_it_is_nothing_that_the_public_record_tells(alice, mona, visitor):
    note_reading(alice, by=mona, why=Why.FLAG)
    assert "personal data" not in visitor.get("/journal/").content.decode()
    assert "personal data" not in visitor.get("/personnes/mona/").content.decode()


def test_a_moderator_who_reads_a_private_thread_is_seen_by_those_in_it(
    alice, bob, charlie, mona, signed_in, space
):
    from commons.conversations.actions import open_private_thread, show_to_moderators, start_topic, write_post

    topic = start_topic(by=alice, title="Les quais", text="Bonjour", community=space)
    thread = open_private_thread(about=topic, title="Entre nous", members=[alice, bob])
    write_post(thread, by=bob, text="Un mot de trop")
    show_to_moderators(thread, by=alice)
    assert signed_in(mona).get(thread.get_absolute_url(), follow=True).status_code == 200
    for person in (alice, bob):
        assert "Mona" in shown(signed_in(person))
    assert "Mona" not in shown(signed_in(charlie))
