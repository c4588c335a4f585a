"""One queue for all rooms: what is flagged about one thing is one case, which somebody takes and answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.journal.models import Entry
from commons.moderation import actions
from commons.moderation.models import Answer, Case, Flag
from commons.people.models import Person


def test_bob_flags_mona_answers_bob_reads(
    bob: Person, mona: Person, post: Any, signed_in: Any, worker: Any, decide: Any
) -> None:
    asks = signed_in(bob)
    where = f"/moderation/signaler/conversations.post/{post.pk}/"
    assert asks.post(where, {}).status_code == 422
    asks.post(where, {"reason": "hurtful", "note": "Cela blesse."})
    worker.run()
    decides = signed_in(mona)
    assert b"1 request to the moderators waits" in decides.get("/").content
    assert b"waits for an answer" not in asks.get("/").content
    assert b"/moderation/mes-signalements/" in asks.get("/moi/").content
    case = Case.objects.get()
    assert "Cela blesse." in decides.get("/moderation/").content.decode()
    assert "Une phrase de trop" in decides.get(case.get_absolute_url()).content.decode()
    assert decide(decides, case, kind="none", answer="").status_code == 422
    assert decide(decides, case, rule="").status_code == 422, "a decision names its rule"
    decide(decides, case, answer="Le message est caché.")
    worker.run()
    assert "Le message est cach" in asks.get("/moderation/mes-signalements/").content.decode()
    assert case.get_absolute_url() in decides.get("/moderation/?settled").content.decode()
    assert case.get_absolute_url() not in decides.get("/moderation/").content.decode()
    assert not any("blesse" in str(entry.detail) for entry in Entry.objects.all())


def test_many_people_flag_one_thing_and_it_is_one_case(
    bob: Person, charlie: Person, mona: Person, post: Any, signed_in: Any, worker: Any, decide: Any
) -> None:
    for person, reason in ((bob, "hurtful"), (charlie, "danger"), (bob, "false")):
        actions.flag(post, by=person, reason=reason)
    case = Case.objects.get()
    assert case.urgent and Flag.objects.count() == 2, "bob said it again, in other words"
    worker.run()
    assert mona.notices.filter(read_at=None).count() == 1, "one notice for one case"
    page = signed_in(mona).get("/moderation/").content.decode()
    assert page.count('id="case-') == 1 and "2 people asked" in page
    decide(signed_in(mona), case)
    assert {flag.state for flag in Flag.objects.all()} == {"upheld"}
    actions.flag(post, by=charlie, reason="hurtful")
    assert Case.objects.count() == 2, "what is flagged again after an answer is looked at again"


def test_the_author_is_never_told_who_asked(
    alice: Person, bob: Person, mona: Person, flagged: Case, signed_in: Any, worker: Any, decide: Any
) -> None:
    decide(signed_in(mona), flagged)
    worker.run()
    browser = signed_in(alice)
    pages = [notice.href for notice in alice.notices.all()]
    assert pages
    for address in (*pages, "/moderation/mes-decisions/", "/avis/"):
        page = browser.get(address, follow=True).content.decode()
        assert "Bob" not in page and "Cela blesse" not in page, address


def test_the_queue_is_narrowed_and_one_takes_the_next(
    alice: Person, bob: Person, mona: Person, maud: Person, flagged: Case, signed_in: Any
) -> None:
    urgent = actions.flag(alice, by=bob, reason="danger").case
    Case.objects.filter(pk=flagged.pk).update(created=timezone.now() - timedelta(days=4))
    browser = signed_in(mona)

    def listed(query: str) -> list[int]:
        page = browser.get(f"/moderation/?{query}").content.decode()
        found = [case.pk for case in Case.objects.all() if f'id="case-{case.pk}"' in page]
        return sorted(found, key=lambda key: page.index(f'id="case-{key}"'))

    assert listed("") == [urgent.pk, flagged.pk], "danger first"
    assert listed("reason=hurtful") == [flagged.pk] == listed("age=3") == listed("room=conversations")
    assert listed("room=people") == [urgent.pk] and listed("mine=1") == [] == listed("room=wiki")
    assert browser.post("/moderation/suivant/").headers["Location"] == urgent.get_absolute_url()
    assert listed("mine=1") == [urgent.pk]
    assert signed_in(maud).post("/moderation/suivant/").headers["Location"] == flagged.get_absolute_url()
    assert browser.post("/moderation/suivant/").headers["Location"] == "/moderation/"
    signed_in(maud).post(f"{flagged.get_absolute_url()}prendre/", {"back": "1"})
    assert browser.post("/moderation/suivant/").headers["Location"] == flagged.get_absolute_url()


def test_a_ready_answer_fills_the_form_and_only_the_team_writes_them(
    mona: Person, charlie: Person, flagged: Case, signed_in: Any
) -> None:
    said = {"name": "Ton blessant", "rule": "charter", "words": "Merci de reformuler."}
    browser = signed_in(mona)
    assert signed_in(charlie).post("/moderation/reponses/", said).status_code == 404
    assert browser.post("/moderation/reponses/", {**said, "words": ""}).status_code == 422
    browser.post("/moderation/reponses/", said)
    ready = Answer.objects.get()
    page = browser.get(f"{flagged.get_absolute_url()}?answer={ready.pk}").content.decode()
    assert "Merci de reformuler.</textarea>" in page and 'value="charter" selected' in page
    assert browser.get(f"{flagged.get_absolute_url()}?answer=rien").status_code == 200
    browser.post(f"/moderation/reponses/{ready.pk}/", {"drop": "1"})
    assert not Answer.objects.exists()


def test_the_queue_does_not_exist_for_others(
    charlie: Person, flagged: Case, signed_in: Any, visitor: Any
) -> None:
    browser = signed_in(charlie)
    own = flagged.get_absolute_url()
    for address in (
        "/moderation/",
        own,
        "/moderation/recours/",
        "/moderation/reponses/",
        "/moderation/filtre/",
    ):
        assert browser.get(address).status_code == 404, address
        assert visitor.get(address).headers["Location"].startswith("/compte/login/")
    for address in (own, f"{own}prendre/", f"{own}confirmer/", "/moderation/suivant/"):
        assert browser.post(address, {"kind": "none", "answer": "x"}).status_code == 404, address


def test_nobody_settles_what_concerns_them(
    alice: Person, mona: Person, post: Any, signed_in: Any, decide: Any, resident: Any
) -> None:
    asks = signed_in(mona)
    asks.post(f"/moderation/signaler/conversations.post/{post.pk}/", {"reason": "other"})
    case = Case.objects.get()
    assert b"it concerns you" in asks.get(case.get_absolute_url()).content
    assert decide(asks, case).status_code == 403
    about_maud = actions.flag(resident("maud", "moderator"), by=alice, reason="other").case
    assert decide(signed_in(Person.objects.get(handle="maud")), about_maud, kind="noted").status_code == 403


@pytest.mark.parametrize(
    "label",
    ["conversations.post", "people.account", "auth.permission", "no.such", "nothing", "moderation.flag"],
)
def test_only_what_one_may_read_can_be_flagged(bob: Person, town: Any, signed_in: Any, label: str) -> None:
    assert signed_in(bob).get(f"/moderation/signaler/{label}/999/").status_code == 404
