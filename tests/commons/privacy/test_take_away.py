"""Somebody takes everything that is kept of them away: a file for them alone, for seven days."""

import csv
import io
import json
import tracemalloc
from datetime import timedelta
from zipfile import ZipFile

import pytest
import time_machine
from django.utils import timezone

from commons.conversations.actions import start_topic
from commons.conversations.models import Post
from commons.journal.models import Job
from commons.people.actions import block, follow
from commons.privacy.actions.taking import ask_takeaway, forget_files
from commons.privacy.models import Takeaway
from commons.privacy.takeaway.writing import write_archive
from tests.hands import at_the_same_time

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.CALADE_DATA = tmp_path


def asks(browser):
    assert browser.post("/moi/donnees/emporter/").status_code == 302


def taken(browser):
    [row] = Takeaway.objects.all()
    answer = browser.get(f"/moi/donnees/{row.uid}.zip")
    assert answer.status_code == 200
    return ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_what_one_said_and_whom_one_follows_is_in_the_file(alice, bob, rosa, space, signed_in, worker):
    start_topic(by=alice, title="Les quais", text="Bonjour à vous", community=space)
    follow(alice, bob)
    block(alice, rosa)
    browser = signed_in(alice)
    asks(browser)
    assert "in a few minutes" in browser.get("/moi/donnees/").content.decode()
    worker.run()
    archive = taken(browser)
    [post] = json.loads(archive.read("calade/conversations.post.json"))
    assert post["source"] == "Bonjour à vous"
    actor = json.loads(archive.read("actor.json"))
    assert (actor["preferredUsername"], actor["outbox"]) == ("alice", "outbox.json")
    [said] = json.loads(archive.read("outbox.json"))["orderedItems"]
    assert said["type"] == "Create" and "Bonjour à vous" in said["object"]["content"]
    followed = list(csv.DictReader(io.StringIO(archive.read("following_accounts.csv").decode())))
    assert [row["Account address"] for row in followed] == ["bob@localhost:8000"]
    assert archive.read("blocked_accounts.csv").decode().split() == ["rosa@nord.example"]
    assert "Bonjour à vous" in archive.read("index.html").decode()


def test_the_notice_leads_to_the_page_and_never_to_the_file(alice, signed_in, worker):
    browser = signed_in(alice)
    asks(browser)
    worker.run()
    notice = alice.notices.get()
    assert notice.href == "/moi/donnees/"
    assert f"/moi/donnees/{Takeaway.objects.get().uid}.zip" in browser.get("/moi/donnees/").content.decode()


def test_the_file_is_nobody_elses(alice, bob, ada, signed_in, visitor, worker):
    asks(signed_in(alice))
    worker.run()
    address = f"/moi/donnees/{Takeaway.objects.get().uid}.zip"
    assert signed_in(bob).get(address).status_code == 404
    assert signed_in(ada).get(address).status_code == 404
    assert visitor.get(address).status_code == 302  # to the log-in
    assert b"".join(signed_in(alice).get(address).streaming_content)


def test_the_file_is_gone_after_seven_days(alice, signed_in, worker):
    browser = signed_in(alice)
    asks(browser)
    worker.run()
    file = Takeaway.objects.get().file
    assert file.stat().st_mode & 0o077 == 0
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23), tick=False):
        worker.run()
        assert file.exists()
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        worker.run()
    assert not file.exists() and not Takeaway.objects.exists()


def test_asking_twice_is_asking_once(alice, signed_in):
    browser = signed_in(alice)
    asks(browser)
    asks(browser)
    assert Takeaway.objects.count() == 1


def test_what_fails_again_and_again_is_given_up_and_says_so(alice, signed_in, worker, monkeypatch):
    def broken(person, path):
        raise ValueError("no room left")

    monkeypatch.setattr("commons.privacy.actions.taking.write_archive", broken)
    browser = signed_in(alice)
    asks(browser)
    for day in range(5):
        with time_machine.travel(timezone.now() + timedelta(days=day), tick=False):
            Job.objects.filter(state="ready").update(due_at=timezone.now())
            worker.run()
    assert Takeaway.objects.get().state == "failed"
    assert "could not be prepared" in browser.get("/moi/donnees/").content.decode()


def test_a_formula_in_a_table_is_text(alice, space, signed_in, worker):
    start_topic(by=alice, title="=1+1", text="=HYPERLINK(1)", community=space)
    browser = signed_in(alice)
    asks(browser)
    worker.run()
    archive = taken(browser)
    [row] = csv.DictReader(io.StringIO(archive.read("calade/conversations.post.csv").decode()))
    assert row["source"] == "'=HYPERLINK(1)"


def test_the_texts_of_ones_versions_of_pages_are_in_it(alice, signed_in, worker):
    from commons.communities.models import Community
    from wiki.actions import create_page
    from wiki.models import Theme

    compost = Community.objects.create(kind=Community.Kind.THEME, handle="compost", name="Compost")
    theme = Theme.objects.create(community=compost)
    create_page(
        theme, by=alice, title="Le tas", text="On le retourne au printemps.", summary="première version"
    )
    browser = signed_in(alice)
    asks(browser)
    worker.run()
    [revision] = json.loads(taken(browser).read("calade/wiki.revision.json"))
    assert (revision["text"], revision["summary"]) == ("On le retourne au printemps.\n", "première version")


def test_rows_are_written_as_they_come(alice, space, tmp_path):
    """Twelve megabytes of messages, and never more than a few of them in memory."""
    topic = start_topic(by=alice, title="Les quais", text="Bonjour", community=space)
    words = "Le pont, les quais et les jardins. " * 1_200
    Post.objects.bulk_create(
        Post(topic=topic, author=alice, seq=n, place=n, source=f"{n} {words}") for n in range(2, 302)
    )
    tracemalloc.start()
    write_archive(alice, tmp_path / "all.zip")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    with ZipFile(tmp_path / "all.zip") as archive:
        assert len(json.loads(archive.read("calade/conversations.post.json"))) == 301
        assert archive.read("calade/conversations.post.csv").decode().count("Le pont, les quais") > 300
    assert peak < 8_000_000, peak
    assert [file.name for file in tmp_path.iterdir()] == ["all.zip"]


def test_what_a_killed_worker_left_goes_and_nothing_of_a_file_in_hand_does(alice, signed_in, worker):
    asks(signed_in(alice))
    row = Takeaway.objects.get()
    row.file.parent.mkdir(parents=True)
    begun = row.file.with_name(f"{row.uid}.1a2b3c4d.part")
    lost = row.file.with_name("0b8f5f7e-0000-4000-8000-000000000000.1a2b3c4d.part")
    begun.touch()
    lost.touch()
    forget_files()
    assert begun.exists() and not lost.exists()
    worker.run()
    assert [file.name for file in row.file.parent.iterdir()] == [str(row.uid)]


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_are_given_the_same_file(alice):
    asked = at_the_same_time([lambda: ask_takeaway(alice, by=alice) for _ in range(2)])
    assert len({row.pk for row in asked}) == Takeaway.objects.count() == 1
