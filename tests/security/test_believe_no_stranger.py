"""Headers that only our own proxy may write, and what lies in the cache: strangers cannot speak through either."""

import io

import pytest

from commons.base.bridge import environ_of
from commons.base.caches import PlainWords

XFF = "HTTP_X_FORWARDED_FOR"


def test_a_name_with_an_underscore_passes_for_no_header():
    scope = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"", "http_version": "1.1",
        "headers": [(b"x_forwarded_for", b"203.0.113.9"), (b"x_forwarded_proto", b"https"), (b"x-real", b"kept")],
    }  # fmt: skip
    environ = environ_of(scope, io.BytesIO(), 0)
    assert XFF not in environ and "HTTP_X_FORWARDED_PROTO" not in environ
    assert environ["HTTP_X_REAL"] == "kept"


@pytest.mark.parametrize("value", [7, 0, "mots", ["a", 1.5], {"a": [1]}, True, None])
def test_what_is_cached_comes_back_as_it_was(value):
    kept = PlainWords().dumps(value)
    assert PlainWords().loads(str(kept).encode() if isinstance(kept, int) else kept) == value


def test_what_somebody_laid_into_the_cache_is_not_executed():
    """The bytes of a pickle that would run a command; whoever reads pickles runs it."""
    with pytest.raises(ValueError):
        PlainWords().loads(b"cposix\nsystem\n(S'true'\ntR.")
