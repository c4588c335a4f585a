"""Watching pages and themes: the button, the list, one notice for many changes, the digests, what changed since."""

import re
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from commons.conversations.actions import talk_about, write_post
from commons.conversations.verbs import Verb as Talk
from commons.notices.models import Notice
from commons.people.actions import leave_town
from wiki.actions import choose_watching, create_page, delete_page, revise_page, send_digests, watch
from wiki.actions.digests import last_edge
from wiki.models import Change, Page, Watch, Watcher
from wiki.verbs import Verb

from .conftest import TEXT

pytestmark = pytest.mark.django_db
LIST = "/wikis/suivi/"


def change(page, by, text, **facts):
    page = Page.objects.select_related("current", "theme__community").get(pk=page.pk)
    return revise_page(page, by=by, text=text, based_on=page.current, **facts)


def test_one_button_watches_and_one_stops(page, bob, signed_in, visitor):
    browser = signed_in(bob)
    assert "Watch this page" in browser.get(page.get_absolute_url()).text
    assert "Watch this page" not in visitor.get(page.get_absolute_url()).text
    browser.post(page.on("page_watch"))
    assert "Stop watching" in browser.get(page.get_absolute_url()).text
    assert page.title in browser.get(LIST).text
    browser.post(page.on("page_watch"), {"level": "weekly", "minor": "on"})
    watched = Watch.objects.get(person=bob)
    assert (watched.level, watched.minor) == ("weekly", True)
    assert "once a week, by e-mail" in browser.get(LIST).text
    assert browser.post(page.on("page_watch"), {"level": "hourly"}).status_code == 422
    answer = browser.post(page.on("page_watch"), {"stop": "1", "next": LIST}, follow=True)
    assert "You watch nothing yet" in answer.text
    answer = browser.post(page.on("page_watch"), {"stop": "1", "next": "https://evil.example/"})
    assert answer.url == page.get_absolute_url()


def test_who_begins_a_page_watches_it_and_who_changes_one_if_they_wish(page, alice, bob, signed_in):
    assert Watch.objects.filter(person=alice, page=page).exists()
    change(page, bob, "Un.")
    assert not Watch.objects.filter(person=bob).exists()
    signed_in(bob).post(f"{LIST}choix/", {"pages_edited": "on"})
    change(page, bob, "Deux.")
    assert Watch.objects.get(person=bob).seen == 3
    create_page(page.theme, by=bob, title="La mare", text=TEXT)
    assert not Watch.objects.filter(person=bob, page__title="La mare").exists()


def test_many_changes_are_one_notice_until_it_is_read(page, alice, bob, charlie, signed_in, worker):
    for number, person in enumerate((bob, charlie, bob, charlie)):
        change(page, person, f"Fois {number}.")
        worker.run()
    change(page, alice, "Moi-même.")
    worker.run()
    notice = Notice.objects.get(person=alice)
    assert (notice.count, len(notice.people)) == (4, 2)
    assert notice.href == f"{page.on('compare')}?old=1&new=5"
    browser = signed_in(alice)
    assert "4 changes by 2 people" in browser.get("/avis/").text
    browser.get(f"/avis/{notice.pk}/")
    change(page, bob, "Encore.")
    worker.run()
    assert Notice.objects.filter(person=alice, read_at=None).get().count == 1
    change(page, bob, "Et encore.")
    worker.run()
    assert re.search(r"Bob \S[^<]* \(2 times\)", browser.get("/avis/").text)


def test_a_level_of_its_own_counts_more_than_that_of_the_theme(page, theme, bob, charlie, alice, worker):
    watch(theme, by=charlie)
    watch(page, by=charlie, level="silent")
    watch(theme, by=bob, minor=True)
    change(page, alice, "Tout autre chose.")
    change(page, alice, "Une virgule.", minor=True)
    pond = create_page(theme, by=alice, title="La mare", text=TEXT)
    change(pond, alice, "Une autre.", minor=True)
    worker.run()
    told = Notice.objects.filter(person=charlie)
    assert [notice.kind for notice in told] == [Verb.PAGE_CREATED]
    assert Notice.objects.filter(person=bob).count() == 2  # one for each page


def test_the_talk_is_watched_with_the_page(page, bob, alice, worker):
    watch(page, by=bob)
    write_post(talk_about(page, title=page.title, community=page.theme.community), by=alice, text="Ça va ?")
    worker.run()
    assert Notice.objects.get(person=bob).kind == Talk.POST_WRITTEN


@pytest.mark.django_db(transaction=True)  # what a process remembers is not kept inside a transaction
def test_the_page_says_what_changed_since_the_last_visit(
    page, alice, bob, signed_in, django_assert_max_num_queries
):
    browser = signed_in(alice)
    for number in range(3):
        change(page, bob, f"Fois {number}.")
    prefetched = browser.get(page.get_absolute_url(), headers={"sec-purpose": "prefetch"}).text
    assert "3 changes since your last visit." in prefetched
    browser.get("/")
    with django_assert_max_num_queries(13):
        shown = browser.get(page.get_absolute_url()).text
    assert "3 changes since your last visit." in shown
    assert f"{page.on('compare')}?old=1&amp;new=4" in shown
    change(page, alice, "Moi-même.")
    assert "since your last visit" not in browser.get(page.get_absolute_url()).text


@pytest.fixture
def digested(page, alice, bob, charlie, mona):
    """bob hears of the page once a day; yesterday alice and charlie changed it twice."""
    watch(page, by=bob, level="daily")
    long_ago = timezone.now() - timedelta(days=3)
    Watcher.objects.create(person=bob, daily_until=long_ago, weekly_until=long_ago)
    change(page, alice, "Un.")
    change(page, charlie, "Deux.")
    change(page, charlie, "Deux !", minor=True)
    change(page, bob, "Trois.")
    gone = create_page(page.theme, by=alice, title="La mare", text=TEXT)
    watch(gone, by=bob, level="daily")
    delete_page(gone, by=mona, reason="essai")
    Change.objects.update(at=timezone.now() - timedelta(days=2))
    Watch.objects.update(since=long_ago)
    Change.objects.filter(kind="new").update(at=long_ago - timedelta(days=1))
    return page


def letters_to_bob():
    """Whoever began a page that was deleted has one too, about that."""
    return [message for message in mail.outbox if message.to == ["bob@example.org"]]


def test_a_digest_says_page_by_page_what_others_changed_and_comes_once(digested, bob, worker, visitor):
    assert send_digests() == 1
    assert send_digests() == 0
    worker.run()
    [message] = letters_to_bob()
    assert message.to == ["bob@example.org"]
    assert "2, par 2 personnes" in message.body and "La mare" in message.body and "supprimée" in message.body
    assert f"{digested.on('compare')}?old=1&new=3" in message.body
    [(shown, kind)] = message.alternatives
    assert kind == "text/html" and "2, par 2 personnes" in shown and "&amp;new=3" in shown
    stop = re.search(r"http://\S+/suivi/arreter/\S+", message.body)[0]
    assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert f'href="{stop}"' in shown
    path = stop.split("/", 3)[3]
    assert "Send me no more" in visitor.get(f"/{path}").text
    assert Watch.objects.filter(person=bob, level="daily").exists()
    visitor.post(f"/{path}", {"List-Unsubscribe": "One-Click"})
    assert {watched.level for watched in Watch.objects.filter(person=bob)} == {"silent"}
    assert visitor.get("/wikis/suivi/arreter/autre/").status_code == 404


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_digest(digested, bob, worker):
    together, asked = Barrier(2), []

    def ask():
        together.wait()
        try:
            asked.append(send_digests())
        finally:
            connection.close()

    workers = [Thread(target=ask) for _number in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    worker.run()
    assert sorted(asked) == [0, 1]
    assert len(letters_to_bob()) == 1


def test_who_begins_a_digest_is_not_told_of_the_months_before(page, alice, bob, worker):
    long_ago = timezone.now() - timedelta(days=80)
    Watcher.objects.create(person=bob, daily_until=long_ago, weekly_until=long_ago)
    revise_page(page, by=alice, text="Longtemps avant.\n", based_on=page.text_now)
    watch(page, by=bob, level="daily")
    watcher = Watcher.objects.get(person=bob)
    assert watcher.daily_until > timezone.now() - timedelta(minutes=1) and watcher.weekly_until == long_ago
    watch(page.theme, by=bob, level="daily")
    assert Watcher.objects.get(person=bob).daily_until == watcher.daily_until


def test_nothing_new_or_no_mail_wanted_is_no_message(digested, bob, worker):
    bob.account.mail_wanted = False
    bob.account.save()
    send_digests()
    worker.run()
    Watcher.objects.filter(person=bob).update(daily_until=timezone.now() - timedelta(days=1))
    bob.account.mail_wanted = True
    bob.account.save()
    send_digests()
    worker.run()
    assert letters_to_bob() == []


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        ("2026-03-29T06:59+02:00", "2026-03-28T07:00+01:00", "2026-03-23T07:00+01:00"),
        ("2026-03-29T07:00+02:00", "2026-03-29T07:00+02:00", "2026-03-23T07:00+01:00"),
        ("2026-03-30T07:30+02:00", "2026-03-30T07:00+02:00", "2026-03-30T07:00+02:00"),
        ("2026-10-25T07:30+01:00", "2026-10-25T07:00+01:00", "2026-10-19T07:00+02:00"),
    ],
)
def test_days_and_weeks_begin_at_seven_also_where_summer_time_does(now, daily, weekly):
    moment = datetime.fromisoformat(now)
    assert last_edge(Watch.Level.DAILY, moment) == datetime.fromisoformat(daily)
    assert last_edge(Watch.Level.WEEKLY, moment) == datetime.fromisoformat(weekly)


def test_who_leaves_the_town_watches_nothing(page, bob, alice):
    watch(page, by=bob)
    choose_watching(by=bob, pages_begun=True, pages_edited=True)
    leave_town(bob, by=bob, erase=False)
    assert not Watch.objects.filter(person=bob).exists() and not Watcher.objects.exists()
    assert Watch.objects.filter(person=alice).exists()


def test_people_from_elsewhere_do_not_watch(page, rosa):
    from commons.base.errors import MayNot

    for act in (
        lambda: watch(page, by=rosa),
        lambda: choose_watching(by=rosa, pages_begun=True, pages_edited=True),
    ):
        with pytest.raises(MayNot):
            act()
