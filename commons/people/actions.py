"""The only way to change people: joining, roles, following, blocking."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commons.base.errors import Conflict, MayNot
from commons.journal import guards
from commons.journal.actions import record
from commons.live.hub import kick_person
from commons.people import homes, leaving
from commons.people.models import Account, Block, Follow, Person, Role
from commons.people.names import is_borne_by_a_person, is_borne_by_another_kind
from commons.people.permissions import are_blocked, is_administrator, is_data_officer, is_member, may_suspend
from commons.people.verbs import Verb

WISHES = {"is_discoverable", "is_indexable"}
MOST_ADDRESSES = 5


@transaction.atomic
def join(account: Account, *, handle: str, name: str, neighbourhood: Any, summary: str = "") -> Person:
    """The account becomes somebody: it has read the charter and chosen a name and a neighbourhood.

    Raises Conflict when the handle was taken a moment ago, by a person or by a community.
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if account.person:
        return account.person
    if is_borne_by_another_kind(handle) or is_borne_by_a_person(handle):
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
def revise_person(
    person: Person, *, by: Person, name: str, summary: str, neighbourhood: Any, **wishes: bool
) -> Person:
    """`wishes` are `is_discoverable` and `is_indexable`: what other servers are asked. Left out, they stay."""
    if by != person:
        raise MayNot
    person.name, person.summary, person.neighbourhood = name, summary, neighbourhood
    for wish in WISHES & wishes.keys():
        setattr(person, wish, wishes[wish])
    person.save(update_fields=["name", "summary", "neighbourhood", "changed", *WISHES])
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
        transaction.on_commit(lambda: kick_person(role.person_id))  # what only the charge opened


@transaction.atomic
def follow(follower: Person, target: Any, *, uri: str | None = None) -> Follow:
    """Ask to follow a person or a community; what lives here accepts at once, the rest when its home says so.

    Somebody of a limited server waits for a yes.

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
    if target.is_local and (asked.state == Follow.State.ACCEPTED or not homes.is_limited(follower.home)):
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
def end_follows_with(home: str) -> None:
    """Between this town and a server that was suspended: both ways, and nobody is told."""
    theirs = Q(follower__home=home) | Q(person__home=home) | Q(community__home=home)
    Follow.objects.filter(theirs).update(state=Follow.State.REFUSED)


@transaction.atomic
def block(blocker: Person, blocked: Person) -> None:
    if blocker == blocked or not is_member(blocker):
        raise MayNot
    _row, made = Block.objects.get_or_create(blocker=blocker, blocked=blocked)
    if made:
        record(Verb.PERSON_BLOCKED, by=blocker, about=blocked, public=False)


@transaction.atomic
def unblock(blocker: Person, blocked: Person) -> None:
    count, _kinds = Block.objects.filter(blocker=blocker, blocked=blocked).delete()
    if count:
        record(Verb.PERSON_UNBLOCKED, by=blocker, about=blocked, public=False)


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


def know_as(person: Person, webfinger: str) -> None:
    """`name@host` of somebody elsewhere, when that host and their home agree on it; "" for the usual one."""
    if person.webfinger != webfinger:
        Person.objects.filter(pk=person.pk).update(webfinger=webfinger[:320])
        person.webfinger = webfinger


@transaction.atomic
def suspend_person(person: Person, *, by: Person) -> None:
    """Close the door for a while: the person reads as a visitor, and their open pages are closed. Called by moderation,
    which keeps the reason and asks a second person.
    """
    if not may_suspend(by, person):
        raise MayNot
    if Person.objects.filter(pk=person.pk, state=Person.State.ACTIVE).update(state=Person.State.SUSPENDED):
        record(Verb.PERSON_SUSPENDED, by=by, about=person, public=False)
        transaction.on_commit(lambda: kick_person(person.pk))


@transaction.atomic
def restore_person(person: Person, *, by: Person | None) -> None:
    """`by` None: its time is over, or a jury has said so."""
    if by is not None and not may_suspend(by, person):
        raise MayNot
    if Person.objects.filter(pk=person.pk, state=Person.State.SUSPENDED).update(state=Person.State.ACTIVE):
        record(Verb.PERSON_RESTORED, by=by, about=person, public=False)


@transaction.atomic
def freeze_person(person: Person, *, by: Person) -> None:
    """Article 18: everything is kept and nothing used. Nobody finds or reads them, and they hear nothing. What they
    said in public stays, since others answered it, by "somebody".
    """
    if by != person or not person.is_local or person.kind != Person.Kind.PERSON:
        raise MayNot
    with translation.override(settings.LANGUAGE_CODE):
        nobody = _("Somebody")
    kept = {"kept_name": F("name"), "kept_handle": F("handle")}
    hidden = {"name": nobody, "handle": f"untouched-{person.pk}", "state": Person.State.FROZEN}
    if Person.objects.filter(pk=person.pk, state=Person.State.ACTIVE).update(**kept, **hidden):
        record(Verb.PERSON_FROZEN, by=by, about=person, public=False)
        transaction.on_commit(lambda: kick_person(person.pk))


@transaction.atomic
def thaw_person(person: Person, *, by: Person) -> None:
    if by != person:
        raise MayNot
    _take_back_names(person)
    if Person.objects.filter(pk=person.pk, state=Person.State.FROZEN).update(state=Person.State.ACTIVE):
        record(Verb.PERSON_THAWED, by=by, about=person, public=False)


def _take_back_names(person: Person) -> None:
    """Of whoever had left their data untouched."""
    rows = Person.objects.filter(pk=person.pk, state=Person.State.FROZEN).exclude(kept_name="")
    rows.update(name=F("kept_name"), handle=F("kept_handle"), kept_name="", kept_handle="")


@transaction.atomic
def choose_mail(account: Account, *, wanted: bool) -> None:
    """A setting of one's own: nobody is told, so nothing is recorded."""
    wanted = wanted and account.has_mail
    Account.objects.filter(pk=account.pk).update(mail_wanted=wanted)
    account.mail_wanted = wanted


@transaction.atomic
def empty_profile(person: Person, *, by: Person) -> None:
    """A moderator takes the words of somebody's page away; they may write others."""
    if not may_suspend(by, person):
        raise MayNot
    Person.objects.filter(pk=person.pk).update(summary="")
    person.summary = ""
    record(Verb.PERSON_REVISED, by=by, about=person, public=False)


def town_voice() -> Person:
    """The town's own voice: follows other towns, signs the wiki, reports to other servers' moderators."""
    voice = Person.objects.filter(home="", kind=Person.Kind.SERVICE).order_by("pk").first()
    if voice is None:
        voice = Person.objects.create(kind=Person.Kind.SERVICE, handle="mairie", name="La mairie")
    return voice


@transaction.atomic
def name_other_addresses(person: Person, *, by: Person, addresses: list[str]) -> None:
    """The same person elsewhere, whose followers may be sent here (FEP-7628). Federation has checked them."""
    if by != person:
        raise MayNot
    person.also_known_as = addresses[:MOST_ADDRESSES]
    person.save(update_fields=["also_known_as", "changed"])
    record(Verb.PERSON_REVISED, by=by, about=person)


@transaction.atomic
def move_away(person: Person, *, by: Person, address: str) -> None:
    """To an address elsewhere that says it is the same person; federation has checked it and tells the followers."""
    if by != person or not person.is_local:
        raise MayNot
    person.moved_to = address
    person.save(update_fields=["moved_to", "changed"])
    record(Verb.PERSON_MOVED, by=by, about=person)


@transaction.atomic
def stay_after_all(person: Person, *, by: Person) -> None:
    """The page no longer sends people elsewhere. Followers who went are not called back."""
    if by != person:
        raise MayNot
    if person.moved_to:
        person.moved_to = ""
        person.save(update_fields=["moved_to", "changed"])
        record(Verb.PERSON_REVISED, by=by, about=person)


@transaction.atomic
def move_follows(old: Person, new: Person) -> None:
    """Somebody elsewhere has moved, as both addresses say: their followers here follow the new one, and what they
    followed here is followed by it. Blocks go with them; nobody follows whom they have blocked.
    """
    if old.is_local or old == new:
        raise MayNot
    here = {"follower__home": "", "follower__state": Person.State.ACTIVE}
    for asked in old.followers.exclude(state=Follow.State.REFUSED).filter(**here):
        if asked.follower != new and not are_blocked(asked.follower, new):
            follow(asked.follower, new)
        stop_following(asked.follower, old)
    if not homes.is_limited(new.home):
        _follow_instead(old, new)
    for blocker in Block.objects.filter(blocked=old).values_list("blocker", flat=True):
        Block.objects.get_or_create(blocker_id=blocker, blocked=new)
    Person.objects.filter(pk=old.pk).update(moved_to=new.address)
    record(Verb.PERSON_MOVED, by=old, about=old, to=new.pk)


def _follow_instead(old: Person, new: Person) -> None:
    for asked in old.following.accepted():
        field = "person" if asked.person_id else "community"
        if asked.target != new:
            values = {"state": Follow.State.ACCEPTED, "home": new.home}
            Follow.objects.update_or_create(follower=new, **{field: asked.target}, defaults=values)
    old.following.update(state=Follow.State.REFUSED)


@transaction.atomic
def leave_town(person: Person, *, by: Person, erase: bool) -> None:
    """Leave for good. The profile is emptied, the account and its e-mail address are gone, sessions and follows end.

    What was written for everybody stays, by "somebody"; with `erase`, what was said in conversations goes too.
    Somebody who is suspended or frozen has the same right. The data officer does it for those who asked.
    """
    if not person.is_local or person.kind != Person.Kind.PERSON or person.state == Person.State.GONE:
        raise MayNot
    if by != person and not is_data_officer(by):
        raise MayNot
    if is_administrator(person) and not _others_administer(person):
        raise Conflict(_("You are the only administrator. Please name another one before you leave."))
    if (
        not person.is_active
    ):  # they take back what is theirs, as anybody does; none but this transaction sees it
        Person.objects.filter(pk=person.pk).update(state=Person.State.ACTIVE)
        person.state = Person.State.ACTIVE
    with guards.lifted():
        leaving.leave_rooms(person, erase=erase)
    Role.objects.current().filter(person=person).update(ended_at=timezone.now())
    Follow.objects.filter(Q(follower=person) | Q(person=person)).update(state=Follow.State.REFUSED)
    Block.objects.filter(blocker=person).delete()
    _empty(person)
    Account.objects.filter(person=person).delete()
    record(Verb.PERSON_LEFT, by=person, about=person)
    transaction.on_commit(lambda: kick_person(person.pk))


def _others_administer(person: Person) -> bool:
    others = Role.objects.current().filter(role=Role.Name.ADMINISTRATOR).exclude(person=person)
    return others.filter(person__state=Person.State.ACTIVE).exists()


def _empty(person: Person) -> None:
    """Nothing is left of who it was. Pages that still name the author say "somebody"."""
    with translation.override(settings.LANGUAGE_CODE):
        person.name = _("Somebody")
    person.state, person.summary, person.url, person.neighbourhood = Person.State.GONE, "", "", None
    person.webfinger, person.moved_to, person.also_known_as = "", "", []
    person.kept_name = person.kept_handle = ""
    person.is_discoverable = person.is_indexable = False
    person.handle = f"gone-{person.pk}"
    person.save()


@transaction.atomic
def suspend_gone(person: Person) -> None:
    """Somebody elsewhere has left their server: nothing is kept of their profile, and what they said goes too."""
    if person.is_local:
        raise MayNot
    if person.state == Person.State.GONE:
        return
    leaving.leave_rooms(person, erase=True)
    Follow.objects.filter(Q(follower=person) | Q(person=person)).delete()
    _empty(person)
    record(Verb.PERSON_LEFT, by=person, about=person, public=False)
