"""Planted words that no notice, mail, push or feed may carry, however somebody is told."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.moderation.actions import flag
from commons.notices.actions import choose_wishes, pushing, renew_feed
from commons.notices.models import DigestRun, Notice, Pace, PushDevice
from commons.people.models import Person
from mutual_aid.actions import post_listing, propose_help
from wiki.actions import revise_page, watch

CANARY = "CANARI-4512"

pytestmark = pytest.mark.django_db


@pytest.fixture
def payloads(monkeypatch: Any) -> list[str]:
    """What is pushed, before it is encrypted."""
    said: list[str] = []
    monkeypatch.setattr(
        pushing.webpush, "encrypted", lambda content, *keys: said.append(content.decode()) or b""
    )
    monkeypatch.setattr(pushing, "_posted", lambda endpoint, body: 201)
    return said


@pytest.fixture
def everything_rings(payloads: list[str]) -> Any:
    def make(*people: Person) -> None:
        for person in people:
            choose_wishes(
                by=person, talk=Pace.AT_ONCE, followed=Pace.AT_ONCE, push="all", pushes_a_week=21, quiet_from=0,
                quiet_until=0,
            )  # fmt: skip
            device = PushDevice(person=person, service="push.example.org")
            device.keep(endpoint=f"https://push.example.org/{person.pk}", p256dh="x", auth="x")
            device.save()

    return make


def everything_in(message: Any) -> str:
    return "\n".join(
        [message.subject, message.body, message.alternatives[0][0], *message.extra_headers.values()]
    )


def test_however_one_is_told_the_words_stay_behind_the_login(
    alice: Any, bob: Any, mona: Any, resident: Any, roquette: Any, wiki_page: Any, worker: Any,
    everything_rings: Any, payloads: list[str], settings: Any, signed_in: Any,
) -> None:  # fmt: skip
    settings.CALADE_ANSWERS_ADDRESS = "reponses@ville.example"
    mediator = resident("melanie", "mediator")
    everything_rings(alice, bob, mona, mediator)
    thread = open_private_thread(about=alice, title=f"{CANARY} titre", members=[alice, bob])
    write_post(thread, by=bob, text=f"{CANARY} code de la porte")
    topic = start_topic(by=alice, title="Les quais", text=f"{CANARY} texte")
    said = write_post(topic, by=bob, text=f"@alice {CANARY}")
    flag(said, by=alice, reason="hurtful", note=f"{CANARY} raison")
    page = wiki_page(bob)
    watch(page, by=alice)
    revise_page(page, by=bob, text=f"{CANARY} texte", summary=f"{CANARY} résumé", based_on=page.current)
    words = {"category": "courses", "neighbourhood": roquette, "body": f"{CANARY} détail"}
    open_listing = post_listing(by=alice, kind="request", title="Porter mes courses", **words)
    propose_help(open_listing, by=bob, message=f"{CANARY} message", adult=True)
    post_listing(by=bob, kind="request", title=f"{CANARY} titre", visibility="mediators", **words)
    worker.run()

    told = {notice.kind for notice in Notice.objects.all()}
    assert len(told) >= 5 and len(mail.outbox) >= 6 and len(payloads) >= 4
    for message in mail.outbox:
        assert CANARY not in everything_in(message)
    assert all(set(json.loads(content)) == {"sentence", "address"} for content in payloads)
    assert {json.loads(content)["sentence"] for content in payloads} == {"Quelque chose vous attend."}
    for person in (alice, bob, mona, mediator):
        address = renew_feed(by=person).token
        browser = signed_in(person)
        for path in ("/avis/", "/avis/reglages/"):
            assert CANARY not in browser.get(path).text
        for path in (f"/avis/flux/{address}.xml", f"/moi/suivi/{address}.xml"):
            assert CANARY not in Client().get(path).text
    Notice.objects.update(pace=Pace.WEEKLY, mailed_at=None, read_at=None)
    mail.outbox.clear()
    worker.run()
    DigestRun.objects.all().delete()
    Notice.objects.update(at=timezone.now() - timedelta(days=8))
    worker.run()
    assert len(mail.outbox) == Notice.objects.values("person").distinct().count()
    for message in mail.outbox:
        assert CANARY not in everything_in(message)
