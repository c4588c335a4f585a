"""The queue of the moderators names each thing in words, and costs the same however much waits."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.conversations.actions import start_topic
from commons.moderation import actions
from commons.people.models import Person
from wiki.actions import create_page, open_theme


def test_a_long_queue_asks_no_more_than_a_short_one(
    ada: Person, alice: Person, bob: Person, mona: Person, settled: Any, ask: Any, help_with: Any,
    signed_in: Any,
) -> None:  # fmt: skip
    theme = open_theme(by=ada, name="Compost", handle="compost", description="")

    def one_more(number: int) -> None:
        page = create_page(theme, by=alice, title=f"Retourner {number}", text="Une fois par semaine")
        message = start_topic(by=alice, title="Les quais", text=f"Message {number}").posts.get()
        proposal = help_with(ask(settled(f"simone{number}")), settled(f"carmen{number}"))
        for thing in (page, page.text_now, message, proposal, proposal.listing):
            actions.flag(thing, by=bob, reason="hurtful", note="Cela blesse.")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            read.append(browser.get("/moderation/").content.decode())
        return len(seen)

    browser, read = signed_in(mona), []
    one_more(0)
    asked()  # what is remembered of the town
    first = asked()
    for number in (1, 2):
        one_more(number)
    assert asked() == first
    assert "Message 2" in read[-1] and "A version of a page · Retourner 2" in read[-1]
    assert "revision " not in read[-1]
