"""Whoever is led back after a form is led to a page of this town."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "/\t/evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http:///evil.example",
    "/%09/evil.example",
    "/%2Fevil.example",
    " //evil.example",
]


def leads_here(address):
    """Where a browser would go, which reads backslashes as slashes and drops tabs."""
    read = address.replace("\\", "/").replace("\t", "").strip()
    return urlsplit(urljoin("http://testserver/x/", read)).netloc == "testserver"


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_a_way_back_stays_here(town, alice, signed_in, asked):
    visitor, member = Client(), signed_in(alice)
    answers = [
        visitor.post("/langue/", {"language": "fr", "next": asked}),
        visitor.post("/lumiere/", {"theme": "dark", "next": asked}),
        member.post("/moi/suivi/changer/", {"mark": "topic:1", "stop": "on", "next": asked}),
        member.get("/compte/login/", {"next": asked}),
        member.post("/compte/logout/", {"next": asked}),
    ]
    for answer in answers:
        where = answer.headers.get("Location", "/")
        assert leads_here(where), where
