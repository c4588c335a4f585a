"""Whom each permission around a community lets, by name."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.communities import permissions as may
from commons.communities.models import Ban, Community, Membership
from commons.live import remembered
from tests.cast import Cast


@pytest.fixture
def made(cast: Cast) -> Any:
    """made("theme") has tess, rosa and zoe for stewards, and bob for a member."""

    def make(kind: str, handle: str = "ici", **facts: Any) -> Community:
        community = Community.objects.create(kind=kind, handle=handle, name=handle, **facts)
        for name in ("tess", "rosa", "zoe"):
            Membership.objects.create(community=community, person=cast[name], role="steward")
        Membership.objects.create(community=community, person=cast["bob"])
        return community

    return make


def test_who_keeps_order(cast: Cast, made: Any) -> None:
    here = made("space")
    far = made("space", "loin", home="nord.example", uri="https://nord.example/1")
    other = Community.objects.create(kind="space", handle="autre", name="Autre")
    for community, steward, order, names in (
        (here, "tess ada", "tess mona ada", "ada"),
        (other, "ada", "mona ada", "ada"),
        (far, "", "", ""),
    ):
        assert cast.whom(may.is_steward, community) == steward
        assert cast.whom(may.keeps_order, community) == order
        assert cast.whom(may.may_name_stewards, community) == names


@pytest.mark.parametrize(
    ("kind", "lets"),
    [("space", "tess mona ada"), ("neighbourhood", "tess mona ada"), ("theme", ""), ("board", "")],
)
def test_who_removes_somebody(cast: Cast, made: Any, kind: str, lets: str) -> None:
    community = made(kind)
    assert cast.whom(may.may_ban, cast["bob"], community) == lets
    for keeper in ("tess", "mona"):
        assert cast.whom(may.may_ban, cast[keeper], community) == ""


def test_who_was_removed(cast: Cast, made: Any, monkeypatch: Any) -> None:
    here, there = made("space"), made("space", "autre")
    now = timezone.now()
    Ban.objects.create(community=there, person=cast["alice"])
    for name, until, ended in (
        ("alice", None, None),
        ("bob", now + timedelta(days=1), None),
        ("newt", now - timedelta(days=1), None),
        ("odile", None, now),
    ):
        Ban.objects.create(community=here, person=cast[name], until=until, ended_at=ended)
    remembered.forget()
    assert cast.whom(may.is_banned, here) == cast.whom(may.ban_of, here) == "alice bob"
    assert cast.whom(may.is_banned, there) == cast.whom(may.ban_of, there) == "alice"
    assert cast.whom(may.is_banned, None) == cast.whom(may.ban_of, None) == ""
    assert may.ban_of(cast["alice"], here) == Ban.objects.get(person=cast["alice"], community=here)
    assert may.ban_of(cast["bob"], here) == Ban.objects.get(person=cast["bob"])
    remembered_still = {(here.pk, cast["alice"].pk): None, (here.pk, cast["bob"].pk): now}
    monkeypatch.setattr(may, "bans", lambda: remembered_still)
    assert cast.whom(may.is_banned, here) == "alice"
