"""One request to another server, in its small parts; what hostile servers answer stands in test_fetch_hostile."""

from datetime import UTC, datetime

import httpcore2
import pytest
import time_machine

from commons.base import outgoing
from commons.base.outgoing import A_DAY, asked_to_wait

NOW = datetime(2026, 12, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", 0),
        ("0", 0),
        ("7", 7),
        ("120", 120),
        ("99999999", A_DAY),
        ("9" * 40, A_DAY),
        ("²", 0),
        ("-5", 0),
        ("soon", 0),
        ("Tue, 01 Dec 2026 07:02:00 GMT", 120),
        ("Tue, 01 Dec 2026 07:02:00 -0000", 120),
        ("Tue, 01 Dec 2026 06:00:00 GMT", 0),
        ("Tue, 01 Dec 2026 07:00:00 GMT", 0),
        ("Wed, 21 Oct 2099 07:28:00 GMT", A_DAY),
    ],
)
def test_who_asks_to_be_left_alone_is_for_a_day_at_most(said, seconds):
    with time_machine.travel(NOW, tick=False):
        assert asked_to_wait({"retry-after": said}) == seconds
    assert asked_to_wait({}) == 0


@pytest.mark.parametrize(
    ("left", "timeout", "waits"), [(5.0, None, 5.0), (5.0, 3.0, 3.0), (3.0, 5.0, 3.0), (0.5, 5.0, 0.5)]
)
def test_nothing_takes_longer_than_what_is_left(monkeypatch, left, timeout, waits):
    monkeypatch.setattr(outgoing.time, "monotonic", lambda: 100.0)
    assert outgoing._left(100.0 + left, timeout) == waits


@pytest.mark.parametrize("left", [0.0, -1.0])
def test_after_the_deadline_nothing_is_begun(monkeypatch, left):
    monkeypatch.setattr(outgoing.time, "monotonic", lambda: 100.0)
    with pytest.raises(httpcore2.ReadTimeout):
        outgoing._left(100.0 + left, 5.0)


def test_no_local_socket_is_opened():
    with pytest.raises(httpcore2.ConnectError):
        outgoing._CheckedBackend(0.0).connect_unix_socket("/run/x")
