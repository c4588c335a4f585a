"""What is read once per process: the same for everybody, and read anew when anything may have changed."""

from collections.abc import Iterator

import pytest

from commons.live.remembered import Remembered, forget_all


@pytest.fixture
def answers() -> Iterator[int]:
    return iter(range(100))


def test_it_is_read_once_until_something_happens(answers: Iterator[int]) -> None:
    number = Remembered(lambda: next(answers))
    assert [number(), number()] == [0, 0]
    number.forget()
    assert [number(), number()] == [1, 1]
    forget_all()
    assert [number(), number()] == [2, 2]


def test_what_was_being_read_meanwhile_is_not_kept(answers: Iterator[int]) -> None:
    def read() -> int:
        value = next(answers)
        if value == 0:
            number.forget()  # somebody changes it after it was read
        return value

    number: Remembered[int] = Remembered(read)
    assert [number(), number(), number()] == [0, 1, 1]
