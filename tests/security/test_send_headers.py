"""What every answer tells a browser: nothing from elsewhere, nothing inline, nothing in a frame, no guessing."""

from http import HTTPStatus

import pytest
from django.test import Client

from commons.asgi import _say_too_large
from commons.base.headers import ON_EVERYTHING, ON_PAGES
from commons.live.poll import EventsConsumer
from federation.door import Answer, _say

pytestmark = pytest.mark.django_db

# One of each kind of answer: page, form, refusal, redirection, feed, file, program's answer, nothing there.
ANSWERS = [
    "/", "/compte/login/", "/recherche/?q=x", "/moi/", "/journal/flux.xml", "/robots.txt", "/sitemap.xml",
    "/manifest.webmanifest", "/.well-known/security.txt", "/nodeinfo/2.1", "/nothing-of-the-kind/", "/quartiers",
    "/entraide/chiffres/entraide.csv", "/moderation/", "/admin/", "/avis/fin/x/",
]  # fmt: skip


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_them(town, visitor, path):
    answer = visitor.get(path)
    for name, value in {**ON_EVERYTHING, **ON_PAGES}.items():
        assert answer.headers.get(name) == value, name
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_town_behind_tls_says_so_for_a_year(town, visitor, settings):
    assert "Strict-Transport-Security" not in visitor.get("/").headers
    settings.SECURE_HSTS_SECONDS = 31_536_000
    for path in ("/", "/sw.js", "/nothing/"):
        said = visitor.get(path).headers["Strict-Transport-Security"]
        assert said == "max-age=31536000; includeSubDomains"


def test_scripts_and_sheets_say_what_they_are_and_no_more(town, visitor):
    answer = visitor.get("/sw.js")
    assert {name: answer.headers[name] for name in ON_EVERYTHING} == ON_EVERYTHING
    assert not set(ON_PAGES) & set(answer.headers), "half a kilobyte each that would be weight of every page"


async def headers_of(send_it):
    said = []

    async def send(message):
        said.append(message)

    await send_it(send)
    return {name.decode().lower(): value.decode() for name, value in said[0]["headers"]}


async def test_what_is_answered_in_front_of_django_carries_them_too(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    too_large = await headers_of(lambda send: _say_too_large(scope, send))

    async def event(send):
        consumer = EventsConsumer()
        consumer.base_send = send
        await consumer._say(404, {})

    for found in (too_large, await headers_of(event)):
        for name, value in {**ON_EVERYTHING, **ON_PAGES}.items():
            assert found[name.lower()] == value
        assert found["strict-transport-security"]
    refused = await headers_of(lambda send: _say(send, Answer(HTTPStatus.BAD_REQUEST, "not-json")))
    assert refused["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_changes_nothing_even_with_the_token(alice, site):
    """The token is the second lock: a browser that says where a request comes from is believed first."""
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    browser.force_login(alice.account)
    token = browser.get("/moi/reglages/").context["csrf_token"]
    sent = {"name": "Changed", "csrfmiddlewaretoken": str(token)}
    answer = browser.post("/moi/reglages/", sent, headers={"sec-fetch-site": site})
    assert answer.status_code == 403
    alice.refresh_from_db()
    assert alice.name == "Alice"
    answer = browser.post("/moi/reglages/", sent, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code in (302, 422)


def test_a_form_without_the_token_changes_nothing(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.account)
    assert browser.post("/moi/reglages/", {"name": "Changed"}).status_code == 403


def test_the_door_of_mail_programs_stays_open(town, visitor):
    """One press of "unsubscribe" in a mail program carries no token; the address is the permission."""
    answer = visitor.post("/avis/fin/no-such-token/", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code != 403
