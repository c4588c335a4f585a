"""Who finds a weakness finds whom to tell: /.well-known/security.txt, as RFC 9116 wants it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from commons.base.wellknown import expires

pytestmark = pytest.mark.django_db


def said_by(visitor):
    answer = visitor.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


def test_the_contact_is_the_one_that_was_set(town, visitor, settings):
    settings.CALADE_SECURITY_CONTACT = "rssi@ville.example"
    found = said_by(visitor)
    assert found["Contact"] == "mailto:rssi@ville.example"
    assert found["Canonical"] == f"{settings.CALADE_ORIGIN}/.well-known/security.txt"
    assert found["Preferred-Languages"] == "fr, en"
    settings.CALADE_SECURITY_CONTACT = "https://ville.example/alerter/"
    assert said_by(visitor)["Contact"] == "https://ville.example/alerter/"


def test_a_town_that_set_nothing_is_told_by_the_address_it_writes_from(town, visitor, settings):
    assert said_by(visitor)["Contact"] == f"mailto:{settings.DEFAULT_FROM_EMAIL}"


def test_it_runs_out_in_more_than_a_month_and_less_than_a_year(town, visitor):
    left = datetime.fromisoformat(said_by(visitor)["Expires"]) - timezone.now()
    assert timedelta(days=30) < left < timedelta(days=366)
    for day in range(366):
        today = date(2027, 1, 1) + timedelta(days=day)
        assert 30 < (expires(today).date() - today).days < 366
