"""Where somebody asks to be led: pages of this town alone, and nothing that is no address breaks the page."""

from typing import Any

import pytest
from django.test import Client

NOT_OURS = [
    "fr",
    "people:me",
    '{"a"',
    "1e400",
    "https://[::1",
    "//evil.example/",
    "/\\evil.example",
    "https://evil.example/",
    "",
]


@pytest.mark.parametrize("asked", NOT_OURS)
def test_what_is_no_page_of_ours_leads_home(town: Any, visitor: Client, asked: str) -> None:
    answer = visitor.post("/lumiere/", {"theme": "dark", "next": asked})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_page_of_ours_leads_back_to_it(town: Any, visitor: Client) -> None:
    answer = visitor.post("/lumiere/", {"theme": "dark", "next": "/entraide/?kind=offer"})
    assert answer["Location"] == "/entraide/?kind=offer"


@pytest.mark.parametrize("asked", NOT_OURS)
def test_who_has_come_in_is_led_no_further(alice: Any, signed_in: Any, asked: str) -> None:
    answer = signed_in(alice).get("/bienvenue/", {"next": asked})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_page_before_that_is_no_address(town: Any, visitor: Client) -> None:
    answer = visitor.post("/avis/lus/", {}, headers={"referer": "http://["})
    assert answer["Location"].startswith("/compte/login/")


def test_the_ends_of_the_calendar_are_no_days(alice: Any, signed_in: Any, town: Any) -> None:
    from commons.conversations.actions import start_topic

    topic = start_topic(by=alice, title="Les quais", text="Bonjour")
    for day in ("0001-01-01", "9999-12-31", "2026-02-31", "٣"):
        assert signed_in(alice).get(f"/discussions/{topic.pk}/", {"day": day}).status_code == 200


@pytest.mark.both
@pytest.mark.parametrize("address", ["/wikis/a%00b/", "/personnes/%00/", "/communautes/%00/", "/images/%00/"])
def test_an_address_with_a_nul_is_nowhere(alice: Any, signed_in: Any, address: str) -> None:
    assert signed_in(alice).get(address).status_code == 404
