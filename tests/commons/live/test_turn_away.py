"""More readers than the town can answer: who comes last is told so while they are still there."""

import pytest

from commons.asgi import LONGEST_WAIT
from commons.base.bridge import WsgiBridge

from .conftest import ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WsgiBridge, "_expected_wait", lambda _bridge: LONGEST_WAIT + 1)


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Beaucoup de monde en même temps"), ("en", "Many people are here at once")],
)
async def test_a_person_is_told_on_a_page_in_their_language(language: str, said: str) -> None:
    answer = await ask("/quartiers/", accept="text/html", accept_language=language)
    assert (answer.status, answer.header(b"retry-after")) == (503, b"8")
    assert answer.header(b"cache-control") == b"no-store" and answer.header(b"content-security-policy")
    page = answer.body.decode()
    assert f'lang="{language}"' in page and f"<h1>{said}</h1>" in page


async def test_a_program_is_told_in_a_line() -> None:
    answer = await ask("/quartiers/", accept="application/activity+json")
    assert (answer.status, answer.header(b"content-type")) == (503, b"text/plain; charset=utf-8")
    assert answer.body.decode() == "Trop de monde. / Too many at once.\n"
