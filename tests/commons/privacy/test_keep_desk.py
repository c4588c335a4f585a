"""Incidents with their 72 hours, rows that should be gone, who works for the town."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.html import escape

from commons.base import register
from commons.communities.models import NeighbourTown
from commons.notices.models import Notice
from commons.privacy.models import Incident, Subcontractor

pytestmark = pytest.mark.django_db


def note(officer, gravity="risk"):
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    said = {
        "found_at": at,
        "what": "Un fichier a été envoyé à la mauvaise personne",
        "people": "3",
        "gravity": gravity,
    }
    assert officer.post("/donnees/incidents/noter/", said).status_code == 302
    return Incident.objects.get()


def test_the_authority_is_told_within_seventy_two_hours(vera, signed_in):
    officer = signed_in(vera)
    incident = note(officer)
    assert incident.due_at == incident.found_at + timedelta(hours=72)
    assert "tell the authority before" in officer.get("/donnees/").content.decode()
    with time_machine.travel(incident.due_at + timedelta(minutes=1), tick=False):
        assert incident.is_late
        assert "late" in signed_in(vera).get(incident.get_absolute_url()).content.decode()
    officer.post(incident.get_absolute_url(), {"measures": "Fichier repris", "told": "authority"})
    incident.refresh_from_db()
    assert incident.authority_told_at and not incident.must_be_told and incident.measures == "Fichier repris"


def test_it_is_not_closed_before_the_authority_knows(vera, signed_in):
    officer = signed_in(vera)
    incident = note(officer)
    assert officer.post(incident.get_absolute_url(), {"measures": "", "close": "1"}).status_code == 409
    officer.post(incident.get_absolute_url(), {"measures": "", "told": "authority"})
    officer.post(incident.get_absolute_url(), {"measures": "Rien de plus", "close": "1"})
    incident.refresh_from_db()
    assert incident.closed_at


def test_without_a_risk_nobody_has_to_be_told(vera, signed_in):
    incident = note(signed_in(vera), "none")
    assert not incident.must_be_told


def test_a_moment_to_come_is_no_moment(vera, signed_in):
    later = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    said = {"found_at": later, "what": "x", "gravity": "risk"}
    assert signed_in(vera).post("/donnees/incidents/noter/", said).status_code == 422


def test_what_the_worker_has_not_erased_is_seen(vera, alice, bob, space, signed_in, worker):
    from commons.conversations.actions import start_topic, write_post

    topic = start_topic(by=alice, title="Les quais", text="Bonjour", community=space)
    write_post(topic, by=bob, text="Merci")
    worker.run()
    assert Notice.objects.filter(person=alice).exists()
    officer = signed_in(vera)
    assert "erased in its time" in officer.get("/donnees/").content.decode()
    Notice.objects.update(at=timezone.now() - timedelta(days=400))
    page = officer.get("/donnees/").content.decode()
    assert "What you were told" in page and "whoever runs the machine" in page
    from commons.base.retention import keep_promises

    keep_promises()
    assert "erased in its time" in officer.get("/donnees/").content.decode()


def test_who_works_for_the_town_is_in_the_register(vera, signed_in, visitor):
    officer = signed_in(vera)
    said = {
        "name": "Hébergeur du Rhône",
        "what_for": "La machine",
        "where": "Lyon",
        "contract_until": "2027-06-30",
    }
    assert officer.post("/donnees/sous-traitants/noter/", said).status_code == 302
    assert "Hébergeur du Rhône" in visitor.get("/vie-privee/registre/").content.decode()
    officer.post(f"/donnees/sous-traitants/{Subcontractor.objects.get().pk}/terminer/")
    assert "Hébergeur du Rhône" not in visitor.get("/vie-privee/registre/").content.decode()


def test_incidents_and_answers_are_forgotten_in_their_time(vera, alice, signed_in):
    from commons.base.retention import keep_promises
    from commons.people.reading import Why, note_reading
    from commons.privacy.actions import answer_request, ask_officer
    from commons.privacy.models import Request
    from commons.privacy.readings import readings_of

    incident = note(signed_in(vera), "none")
    signed_in(vera).post(incident.get_absolute_url(), {"measures": "Rien de plus", "close": "1"})
    answer_request(ask_officer(alice, by=alice, kind="access", words="Tout"), by=vera, answer="Voici")
    note_reading(alice, by=vera, why=Why.RIGHTS)

    def kept(days):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            keep_promises()
        return Incident.objects.count(), Request.objects.count(), len(readings_of(alice))

    assert kept(364) == (1, 1, 1)
    assert kept(366) == (1, 1, 0)
    assert kept(3 * 365 + 1) == (1, 0, 0)
    assert kept(5 * 365 + 1) == (0, 0, 0)


def test_papers_to_sign_are_drawn_from_the_register(vera, alice, signed_in):
    """The impact assessment, the contract and the arrangement say what the programs do and who is concerned."""
    Subcontractor.objects.create(name="Mistral Hosting", what_for="the machine", where="Marseille")
    NeighbourTown.objects.create(home="nord.example", name="Nord")
    browser = signed_in(vera)
    desk = browser.get("/donnees/").content.decode()
    papers = {
        "/donnees/analyse/": ["Article 35", "Mistral Hosting", "Nord", "Gravity:"],
        f"/donnees/sous-traitants/{Subcontractor.objects.get().pk}/contrat/": ["article 28", "Marseille"],
        "/donnees/voisines/convention/": ["nord.example", "seventy-two hours"],
    }
    for address, words in papers.items():
        assert f'href="{address}"' in desk
        page = browser.get(address).content.decode()
        assert all(word in page for word in words), address
        assert signed_in(alice).get(address).status_code == 404
    impact = browser.get("/donnees/analyse/").content.decode()
    assert all(escape(str(one.name)) in impact for one in register.processings())
