"""The only way to change the town's texts and its communities."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import Conflict, MayNot
from commons.communities.models import Ban, Community, Membership, Town
from commons.communities.permissions import may_ban, may_name_stewards
from commons.communities.verbs import Verb
from commons.journal.actions import record
from commons.people.models import Person
from commons.people.names import is_borne_by_a_person
from commons.people.permissions import is_administrator, is_citizen


def is_taken(handle: str) -> bool:
    """By somebody here, or by another community of this town: one name is one actor for other servers."""
    return is_borne_by_a_person(handle) or Community.objects.local().filter(handle=handle).exists()


@transaction.atomic
def open_community(*, by: Person | None, kind: str, handle: str, name: str, summary: str = "") -> Community:
    """`by` None is the first set-up of the town; everybody else must be an administrator."""
    if by is not None and not is_administrator(by):
        raise MayNot
    if is_taken(handle):
        raise Conflict(_("This name is taken. Please choose another one."))
    community = Community.objects.create(kind=kind, handle=handle, name=name, summary=summary)
    record(Verb.COMMUNITY_OPENED, by=by, about=community)
    return community


def describe_community(community: Community, *, summary: str) -> None:
    """Part of a change that its room allows and records."""
    community.summary = summary
    community.save(update_fields=["summary"])


@transaction.atomic
def name_steward(community: Community, *, by: Person | None, person: Person) -> Membership:
    """Named twice is named once. `by` None: the set-up of the town, or the home of a community from elsewhere."""
    if by is not None and not (may_name_stewards(by, community) and is_citizen(person)):
        raise MayNot
    membership, _made = Membership.objects.select_for_update().get_or_create(
        community=community, person=person
    )
    if membership.role != Membership.Role.STEWARD:
        membership.role = Membership.Role.STEWARD
        membership.save(update_fields=["role"])
        record(Verb.STEWARD_NAMED, by=by, about=community, person=person.pk)
    return membership


@transaction.atomic
def end_stewardship(community: Community, *, by: Person | None, person: Person) -> None:
    """`by` None: the home of a community from elsewhere says so."""
    if by is not None and not may_name_stewards(by, community):
        raise MayNot
    held = community.memberships.of_stewards().filter(person=person)
    if held.update(role=Membership.Role.MEMBER):
        record(Verb.STEWARD_ENDED, by=by, about=community, person=person.pk)


@transaction.atomic
def ban_person(
    community: Community, *, by: Person | None, person: Person, reason: str, until: datetime | None = None
) -> Ban:
    """Somebody writes here no more, until a moment or for good. Said again, the new reason and end count.

    `by` None: the home of a community from elsewhere says so.
    """
    if community.is_local if by is None else not may_ban(by, person, community):
        raise MayNot
    values = {"reason": reason[:300], "by": by, "until": until}
    ban, _made = Ban.objects.update_or_create(
        community=community, person=person, ended_at=None, defaults=values
    )
    record(Verb.PERSON_BANNED, by=by, about=community, person=person.pk, ban=ban.pk)
    return ban


@transaction.atomic
def readmit_person(community: Community, *, by: Person | None, person: Person) -> None:
    if community.is_local if by is None else not may_ban(by, person, community):
        raise MayNot
    held = Ban.objects.filter(community=community, person=person, ended_at=None)
    ban = held.first()
    if ban and held.update(ended_at=timezone.now()):
        record(Verb.PERSON_READMITTED, by=by, about=community, person=person.pk, ban=ban.pk)


@transaction.atomic
def remember_community(
    *, uri: str, home: str, kind: str, handle: str, name: str, summary: str, url: str
) -> Community:
    """Write down a community from elsewhere, as its home describes it; called when federation has checked it."""
    values: dict[str, Any] = {"name": name[:120], "summary": summary[:20_000], "url": url[:2048]}
    community, _made = Community.objects.update_or_create(
        uri=uri,
        defaults=values,
        create_defaults={**values, "home": home, "kind": kind, "handle": handle[:64]},
    )
    return community


@transaction.atomic
def revise_town(*, by: Person | None, **texts: str) -> Town:
    """Change the town's name or texts; keys are fields of Town."""
    if by is not None and not is_administrator(by):
        raise MayNot
    town = the_town()
    for name, text in texts.items():
        setattr(town, name, text)
    town.save()
    record(Verb.TOWN_REVISED, by=by, about=town, fields=sorted(texts))
    return town


def the_town() -> Town:
    return Town.objects.first() or Town.objects.create()
