"""The same decision on many cases at once, after a look at what would happen."""

from typing import Any

from commons.conversations.actions import start_topic, write_post
from commons.conversations.models import Post
from commons.moderation import actions
from commons.moderation.models import Case, Decision
from commons.people.models import Person

WHERE = "/moderation/ensemble/"
SAID = {"kind": "hidden", "rule": "advertising", "words": "C’est de la publicité.", "answer": "Merci."}


def test_many_are_hidden_after_a_preview_and_each_author_is_told(
    alice: Person, bob: Person, charlie: Person, mona: Person, signed_in: Any, worker: Any
) -> None:
    topic = start_topic(by=alice, title="Les quais", text="Achetez")
    first, second = topic.posts.get(), write_post(topic, by=bob, text="Achetez aussi")
    own = write_post(topic, by=charlie, text="Bonjour")
    cases = [actions.flag(post, by=charlie, reason="spam").case for post in (first, second)]
    mine = actions.flag(own, by=mona, reason="spam").case
    chosen = {"case": [case.pk for case in (*cases, mine) if case]}
    browser = signed_in(mona)
    page = browser.post(WHERE, chosen).content.decode()
    assert "1 case is left out" in page and "Do it for" not in page
    assert browser.post(WHERE, {**chosen, **SAID, "look": "1", "rule": ""}).status_code == 422
    page = browser.post(WHERE, {**chosen, **SAID, "look": "1"}).content.decode()
    assert "Nothing has happened yet" in page and "for 2 cases by 2 people" in page
    assert not Decision.objects.exists() and not Post.objects.filter(state="hidden").exists()
    browser.post(WHERE, {**chosen, **SAID, "do": "1"})
    assert set(Post.objects.filter(state="hidden")) == {first, second}
    assert Case.objects.get(pk=mine.pk if mine else 0).state == "received"
    worker.run()
    for author in (alice, bob):
        assert author.notices.filter(kind="moderation.decision_taken").count() == 1
        assert Decision.objects.get(concerned=author).words == "C’est de la publicité."


def test_people_are_judged_one_by_one_and_by_moderators(
    bob: Person, mona: Person, flagged: Case, signed_in: Any
) -> None:
    chosen = {"case": [flagged.pk]}
    page = signed_in(mona).post(WHERE, chosen).content.decode()
    assert 'value="hidden"' in page and 'value="suspended"' not in page and 'value="limited"' not in page
    refused = signed_in(mona).post(WHERE, {**chosen, **SAID, "kind": "suspended", "do": "1"})
    assert refused.status_code == 422
    assert signed_in(bob).post(WHERE, {**chosen, **SAID, "do": "1"}).status_code == 404
    assert signed_in(mona).post(WHERE, {"case": ["x", "999"]}).status_code == 302
    assert Case.objects.get().is_waiting
