"""What is read once per process: the same for everybody, and read anew when anything may have changed."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from commons.live.remembered import Remembered, RememberedEach, forget


@pytest.fixture
def answers() -> Iterator[int]:
    return iter(range(100))


def test_it_is_read_once_until_something_happens(answers: Iterator[int]) -> None:
    number = Remembered(lambda: next(answers))
    assert [number(), number()] == [0, 0]
    number.forget()
    assert [number(), number()] == [1, 1]
    forget()
    assert [number(), number()] == [2, 2]


def test_what_was_being_read_meanwhile_is_not_kept(answers: Iterator[int]) -> None:
    def read() -> int:
        value = next(answers)
        if value == 0:
            number.forget()  # somebody changes it after it was read
        return value

    number: Remembered[int] = Remembered(read)
    assert [number(), number(), number()] == [0, 1, 1]


def test_each_thing_is_made_once_and_there_are_never_too_many(answers: Iterator[int]) -> None:
    made = RememberedEach[int](2)
    assert [made.get(key, lambda: next(answers)) for key in "aabb"] == [0, 0, 1, 1]
    assert made.get("c", lambda: next(answers)) == 2
    assert made.get("a", lambda: next(answers)) == 3  # there was room for two
    forget()
    assert made.get("a", lambda: next(answers)) == 4


def test_what_was_being_made_meanwhile_is_not_kept_either(answers: Iterator[int]) -> None:
    made = RememberedEach[int](2)

    def make() -> int:
        value = next(answers)
        if value == 0:
            forget()
        return value

    assert [made.get("a", make) for _ in range(3)] == [0, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_changes_is_true_for_nobody_else_before_its_end(answers: Iterator[int]) -> None:
    number = Remembered(lambda: next(answers))
    assert number() == 0
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        number.forget_now_and_on_commit()
        assert number() == 1  # as this transaction has made it
        raise ZeroDivisionError
    assert [number(), number()] == [2, 2]  # not what was taken back


def test_only_what_may_have_changed_is_forgotten(answers: Iterator[int]) -> None:
    roles, pages = Remembered(lambda: next(answers), until={"role_given"}), Remembered(lambda: next(answers))
    assert (roles(), pages()) == (0, 1)
    forget("page_revised")
    assert (roles(), pages()) == (0, 2)
    forget("role_given")
    assert (roles(), pages()) == (3, 4)
