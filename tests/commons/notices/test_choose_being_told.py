"""Somebody chooses how they are told; each message says why it came, and one press ends it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from commons.conversations.actions import open_private_thread, start_topic, write_post
from commons.notices.models import Attention, DigestRun, Notice, Pace, Subject, Wishes
from wiki.actions import watch

WISHES = "/avis/reglages/"
DEFAULTS = {
    "direct": "at_once",
    "talk": "weekly",
    "followed": "weekly",
    "push": "direct",
    "pushes_a_week": "3",
    "quiet_from": "21",
    "quiet_until": "8",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(alice: Any, town: Any) -> Any:
    return start_topic(by=alice, title="Les quais", text="x")


def morning(worker: Any) -> None:
    """The next one: every digest is due."""
    Notice.objects.update(at=timezone.now() - timedelta(days=15))
    DigestRun.objects.all().delete()
    worker.run()


def mails_to(person: Any) -> list[Any]:
    return [message for message in mail.outbox if message.to == [person.account.email]]


def end_of(message: Any) -> str:
    return message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")


def test_what_concerns_one_comes_at_once_and_the_rest_in_one_message_a_week(
    alice: Any, bob: Any, talk: Any, worker: Any
) -> None:
    worker.run()
    for number in range(3):
        write_post(talk, by=bob, text=f"Réponse {number}")
    worker.run()
    assert mails_to(alice) == []
    write_post(talk, by=bob, text="@alice, qu’en penses-tu ?")
    worker.run()
    [at_once] = mails_to(alice)
    assert "Les quais" in at_once.subject
    morning(worker)
    [_first, week] = mails_to(alice)
    assert len(re.findall(r"/avis/\d+/", week.body)) == 3, "what came by itself is not said again"
    assert week.subject == "Calade : votre semaine"
    morning(worker)
    assert len(mails_to(alice)) == 2, "once"


def test_what_is_read_meanwhile_is_not_mailed(
    alice: Any, bob: Any, talk: Any, worker: Any, signed_in: Any
) -> None:
    write_post(talk, by=bob, text="Réponse")
    worker.run()
    signed_in(alice).post("/avis/lus/")
    morning(worker)
    assert mails_to(alice) == []


def test_a_page_with_few_choices(alice: Any, bob: Any, talk: Any, worker: Any, signed_in: Any) -> None:
    browser = signed_in(alice)
    assert "How I want to be told" in browser.get("/avis/").text
    page = browser.get(WISHES).text
    assert "The conversations that I take part in" in page and "private" in page
    write_post(talk, by=bob, text="Avant")
    worker.run()
    assert browser.post(WISHES, {**DEFAULTS, "talk": "at_once"}).status_code == 302
    assert Notice.objects.get(person=alice).pace == Pace.DAILY, (
        "what waited comes with the next daily message"
    )
    write_post(talk, by=bob, text="Après")
    worker.run()
    assert [message.subject for message in mails_to(alice)] == ["Calade : Les quais"]
    browser.post(WISHES, {**DEFAULTS, "talk": "never"})
    write_post(talk, by=bob, text="Encore")
    morning(worker)
    assert len(mails_to(alice)) == 1
    answer = browser.post(WISHES, {**DEFAULTS, "quiet_from": "99"})
    assert answer.status_code == 422 and Wishes.objects.get().quiet_from == 21


def test_the_mail_program_ends_it_with_one_post_and_looking_ends_nothing(
    alice: Any, bob: Any, town: Any, worker: Any
) -> None:
    thread = open_private_thread(about=alice, title="x", members=[alice, bob])
    write_post(thread, by=bob, text="x")
    worker.run()
    [message] = mails_to(alice)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(end_of(message))
    assert page.status_code == 200 and "<button" in page.text and not Wishes.objects.exists()
    stranger.post(end_of(message), {"List-Unsubscribe": "One-Click"})
    assert Wishes.objects.get(person=alice).direct == Pace.NEVER
    write_post(thread, by=bob, text="y")
    worker.run()
    assert len(mails_to(alice)) == 1 and Notice.objects.unread_of(alice).count() == 2
    assert stranger.post(end_of(message).replace("fin/W", "fin/X")).status_code == 404


def test_a_digest_ends_what_comes_at_its_pace(alice: Any, bob: Any, talk: Any, worker: Any) -> None:
    write_post(talk, by=bob, text="Réponse")
    worker.run()
    morning(worker)
    [week] = mails_to(alice)
    assert "Do you want" in Client(headers={"accept-language": "en"}).get(end_of(week)).text
    Client().post(end_of(week))
    wishes = Wishes.objects.get(person=alice)
    assert (wishes.direct, wishes.talk, wishes.followed) == (Pace.AT_ONCE, Pace.NEVER, Pace.NEVER)


def test_messages_are_plain_and_html_and_stand_in_threads(
    alice: Any, bob: Any, town: Any, worker: Any
) -> None:
    threads = [open_private_thread(about=alice, title="x", members=[alice, bob]) for _ in range(2)]
    for thread in (threads[0], threads[0], threads[1]):
        write_post(thread, by=bob, text="x")
    worker.run()
    first, second, other = mails_to(alice)
    assert len({message.extra_headers["Message-ID"] for message in (first, second, other)}) == 3
    assert first.extra_headers["References"] == second.extra_headers["In-Reply-To"]
    assert first.extra_headers["References"] != other.extra_headers["References"]
    assert first.message()["Message-ID"] == first.extra_headers["Message-ID"]
    assert first.extra_headers["Auto-Submitted"] == "auto-generated"
    [(html, kind)] = first.alternatives
    assert kind == "text/html" and "<a href" in html and "/avis/" in first.body
    assert "Parce que cela vous concerne" in first.body and "Parce que cela vous concerne" in html


def test_why_stands_beside_each_notice(alice: Any, bob: Any, talk: Any, worker: Any, signed_in: Any) -> None:
    write_post(talk, by=bob, text="Réponse")
    thread = open_private_thread(about=alice, title="x", members=[alice, bob])
    write_post(thread, by=bob, text="x")
    worker.run()
    page = signed_in(alice).get("/avis/").text
    assert "Because you take part in this conversation" in page and "Because it concerns you" in page


def test_anything_is_muted_from_its_notice_and_heard_again_from_the_wishes(
    alice: Any, bob: Any, charlie: Any, talk: Any, worker: Any, signed_in: Any
) -> None:
    browser = signed_in(alice)
    write_post(talk, by=bob, text="Réponse")
    worker.run()
    notice = Notice.objects.get(person=alice)
    page = browser.get(f"/avis/{notice.pk}/taire/").text
    assert f'value="topic:{talk.pk}"' in page and f'value="person:{bob.pk}"' in page
    assert signed_in(bob).get(f"/avis/{notice.pk}/taire/").status_code == 404
    assert browser.post(f"/avis/{notice.pk}/taire/", {"mark": f"person:{charlie.pk}"}).status_code == 403
    browser.post(f"/avis/{notice.pk}/taire/", {"mark": f"topic:{talk.pk}"})
    write_post(talk, by=bob, text="Encore")
    worker.run()
    assert Notice.objects.filter(person=alice).count() == 1
    assert "Les quais" in browser.get(WISHES).text
    browser.post("/avis/reglages/entendre/", {"mark": f"topic:{talk.pk}"})
    assert not Attention.objects.exists()
    browser.post(f"/avis/{notice.pk}/taire/", {"mark": f"person:{bob.pk}"})
    write_post(talk, by=bob, text="Bob")
    write_post(talk, by=charlie, text="Charlie")
    worker.run()
    assert [n.entry.by for n in Notice.objects.filter(person=alice)[:1]] == [charlie]


def test_a_theme_a_page_or_a_neighbourhood_is_muted_too(
    alice: Any, bob: Any, wiki_page: Any, worker: Any
) -> None:
    from commons.notices.actions import attend
    from wiki.actions import revise_page

    page = wiki_page(bob)
    watch(page, by=alice)
    worker.run()
    for kind, key in (("page", page.pk), ("theme", page.theme_id)):
        attend(by=alice, kind=kind, key=str(key), level="muted")
        revise_page(page, by=bob, text=f"Autre texte sans {kind}", based_on=page.current)
        page.refresh_from_db()
        worker.run()
        assert not Notice.objects.filter(person=alice).exists()
        Attention.objects.all().delete()
    revise_page(page, by=bob, text="Un texte que l’on entend", based_on=page.current)
    worker.run()
    [notice] = Notice.objects.filter(person=alice)
    assert (notice.subject, notice.pace) == (Subject.FOLLOWED, Pace.WEEKLY)


def test_who_leaves_takes_it_all_along(alice: Any, bob: Any, talk: Any, worker: Any) -> None:
    from commons.notices.actions import choose_wishes, renew_feed
    from commons.notices.models import FeedAddress
    from commons.people.actions import leave_town

    choose_wishes(by=alice, talk=Pace.DAILY)
    renew_feed(by=alice)
    write_post(talk, by=bob, text="Réponse")
    worker.run()
    leave_town(alice, by=alice, erase=False)
    for rows in (Wishes, FeedAddress, Notice.objects.filter(person=alice)):
        assert not getattr(rows, "objects", rows).all().exists()
