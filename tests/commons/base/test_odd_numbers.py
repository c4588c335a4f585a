"""Numbers in addresses, forms and letters that are none: told apart, never an error of ours."""

from typing import Any

import pytest
from django.test import Client

from commons.base.numbers import LARGEST_KEY, natural
from commons.conversations.actions import start_topic
from commons.people.models import Person

ODD = ["²", "٣", "1²", "-1", "+1", "1e3", "1_0", "0x1", " 1", "", "9" * 30, "9" * 5000, "\x00"]


@pytest.mark.parametrize("typed", [*ODD, None, "²".encode("latin-1"), 1.5])
def test_what_is_no_number_is_none(typed: Any) -> None:
    assert natural(typed) is None


def test_numbers_are_read_up_to_the_largest() -> None:
    assert [natural(one) for one in ("0", "7", "0007", b"12", 30)] == [0, 7, 7, 12, 30]
    assert natural(str(LARGEST_KEY)) == LARGEST_KEY and natural(str(LARGEST_KEY + 1)) is None
    assert natural("10", most=10) == 10 and natural("11", most=10) is None
    assert natural("0" * 5000 + "5") == 5


@pytest.mark.parametrize("odd", ODD)
def test_pages_answer_whatever_stands_where_a_number_should(alice: Person, visitor: Client, odd: str) -> None:
    topic = start_topic(by=alice, title="Un banc", text="Bonjour")
    for path, name in (
        ("/entraide/", "page"),
        ("/discussions/", "page"),
        ("/journal/", "before"),
        (topic.get_absolute_url(), "m"),
        ("/recherche/", "page"),
    ):
        assert visitor.get(path, {name: odd, "q": "banc"}).status_code in (200, 404), path
