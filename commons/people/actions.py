"""The only way to change people: joining, roles, following, blocking."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import Conflict, MayNot
from commons.journal.actions import record
from commons.live.hub import kick_person
from commons.people.models import Account, Block, Follow, Person, Role
from commons.people.names import is_borne_by_another_kind
from commons.people.permissions import is_administrator, is_member, may_suspend
from commons.people.verbs import Verb


@transaction.atomic
def join(account: Account, *, handle: str, name: str, neighbourhood: Any, summary: str = "") -> Person:
    """The account becomes somebody: it has read the charter and chosen a name and a neighbourhood.

    Raises Conflict when the handle was taken a moment ago, by a person or by a community.
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if account.person:
        return account.person
    if is_borne_by_another_kind(handle):
        raise Conflict(_("This name is taken. Please choose another one."))
    try:
        with transaction.atomic():
            person = Person.objects.create(
                handle=handle, name=name, neighbourhood=neighbourhood, summary=summary
            )
    except IntegrityError as taken:
        raise Conflict(_("This name is taken. Please choose another one.")) from taken
    account.person, account.charter_accepted_at = person, timezone.now()
    account.save(update_fields=["person", "charter_accepted_at"])
    record(Verb.PERSON_JOINED, by=person, about=person)
    return person


@transaction.atomic
def revise_person(person: Person, *, by: Person, name: str, summary: str, neighbourhood: Any) -> Person:
    if by != person:
        raise MayNot
    person.name, person.summary, person.neighbourhood = name, summary, neighbourhood
    person.save(update_fields=["name", "summary", "neighbourhood", "changed"])
    record(Verb.PERSON_REVISED, by=by, about=person)
    return person


@transaction.atomic
def give_role(
    person: Person, *, by: Person | None, role: str, reason: str, expires_at: datetime | None = None
) -> Role:
    """`by` None is the first set-up of the town (a command); everybody else must be an administrator."""
    if by is not None and not is_administrator(by):
        raise MayNot
    held, made = Role.objects.get_or_create(
        person=person,
        role=role,
        ended_at=None,
        defaults={"reason": reason, "given_by": by, "expires_at": expires_at},
    )
    if made:
        record(Verb.ROLE_GIVEN, by=by, about=person, role=role)
    return held


@transaction.atomic
def take_role(role: Role, *, by: Person) -> None:
    if not is_administrator(by):
        raise MayNot
    if Role.objects.filter(pk=role.pk, ended_at=None).update(ended_at=timezone.now()):
        record(Verb.ROLE_TAKEN, by=by, about=role.person, role=role.role)


@transaction.atomic
def follow(follower: Person, target: Any, *, uri: str | None = None) -> Follow:
    """Ask to follow a person or a community; what lives here accepts at once, the rest when its home says so.

    Following again after a refusal or a loss asks again. `uri` is the address of a remote follower's request.
    """
    if not is_member(follower):
        raise MayNot
    field = "person" if isinstance(target, Person) else "community"
    asked, made = Follow.objects.get_or_create(
        follower=follower, **{field: target}, defaults={"uri": uri, "home": follower.home}
    )
    if not made and uri and asked.uri != uri:
        asked.uri = uri
        asked.save(update_fields=["uri"])
    if made or asked.state == Follow.State.REFUSED:
        Follow.objects.filter(pk=asked.pk).update(state=Follow.State.REQUESTED)
        asked.state = Follow.State.REQUESTED
        record(Verb.FOLLOW_ASKED, by=follower, about=asked, public=False)
    if target.is_local:
        accept_follow(asked, by=None)
    return asked


@transaction.atomic
def accept_follow(follow: Follow, *, by: Person | None) -> None:
    """Say yes. Said again for every repeated request, because the first yes may have been lost on the way."""
    Follow.objects.filter(pk=follow.pk).update(state=Follow.State.ACCEPTED)
    follow.state = Follow.State.ACCEPTED
    record(Verb.FOLLOW_ACCEPTED, by=by, about=follow, public=False)


@transaction.atomic
def refuse_follow(follow: Follow, *, by: Person | None) -> None:
    Follow.objects.filter(pk=follow.pk).update(state=Follow.State.REFUSED)
    follow.state = Follow.State.REFUSED
    record(Verb.FOLLOW_REFUSED, by=by, about=follow, public=False)


@transaction.atomic
def stop_following(follower: Person, target: Any) -> None:
    """The row stays, refused: its address must still be known when the news reaches the other side."""
    field = "person" if isinstance(target, Person) else "community"
    asked = (
        Follow.objects.filter(follower=follower, **{field: target})
        .exclude(state=Follow.State.REFUSED)
        .first()
    )
    if asked:
        Follow.objects.filter(pk=asked.pk).update(state=Follow.State.REFUSED)
        record(Verb.FOLLOW_ENDED, by=follower, about=asked, public=False)


@transaction.atomic
def block(blocker: Person, blocked: Person) -> None:
    if blocker == blocked or not is_member(blocker):
        raise MayNot
    _row, made = Block.objects.get_or_create(blocker=blocker, blocked=blocked)
    if made:
        record(Verb.PERSON_BLOCKED, by=blocker, about=blocked, public=False)


@transaction.atomic
def unblock(blocker: Person, blocked: Person) -> None:
    Block.objects.filter(blocker=blocker, blocked=blocked).delete()


@transaction.atomic
def remember_person(
    *, uri: str, home: str, handle: str, name: str, summary: str, url: str, kind: str
) -> Person:
    """Write down somebody from elsewhere, as their home describes them; called when federation has checked it."""
    person = Person.objects.filter(uri=uri).first()
    if person is None:
        Person.objects.filter(home=home, handle__iexact=handle).update(
            handle=f"old-{timezone.now():%y%m%d%H%M%S%f}"
        )
        person = Person(uri=uri, home=home)
    person.handle, person.name, person.summary = handle[:64], (name or handle)[:120], summary[:20_000]
    person.url, person.kind = url[:2048], kind
    person.save()
    return person


@transaction.atomic
def suspend_person(person: Person, *, by: Person) -> None:
    """Close the door for a while: the person reads as a visitor, and their open pages are closed."""
    if not may_suspend(by, person):
        raise MayNot
    if Person.objects.filter(pk=person.pk, state=Person.State.ACTIVE).update(state=Person.State.SUSPENDED):
        record(Verb.PERSON_SUSPENDED, by=by, about=person)
        transaction.on_commit(lambda: kick_person(person.pk))


@transaction.atomic
def restore_person(person: Person, *, by: Person) -> None:
    if not may_suspend(by, person):
        raise MayNot
    if Person.objects.filter(pk=person.pk, state=Person.State.SUSPENDED).update(state=Person.State.ACTIVE):
        record(Verb.PERSON_RESTORED, by=by, about=person)


@transaction.atomic
def choose_mail(account: Account, *, wanted: bool) -> None:
    """A setting of one's own: nobody is told, so nothing is recorded."""
    Account.objects.filter(pk=account.pk).update(mail_wanted=wanted)
    account.mail_wanted = wanted


def town_voice() -> Person:
    """The town's own voice: follows other towns, signs the wiki, reports to other servers' moderators."""
    voice = Person.objects.filter(home="", kind=Person.Kind.SERVICE).order_by("pk").first()
    if voice is None:
        voice = Person.objects.create(kind=Person.Kind.SERVICE, handle="mairie", name="La mairie")
    return voice


@transaction.atomic
def suspend_gone(person: Person) -> None:
    """Somebody elsewhere has left their server: they act here no more, and nothing is kept of their profile."""
    if person.is_local:
        raise MayNot
    Person.objects.filter(pk=person.pk).update(state=Person.State.GONE, summary="", url="")
    Follow.objects.filter(follower=person).delete()
