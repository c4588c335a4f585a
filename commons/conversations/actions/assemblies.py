"""Calling an assembly, arranging it, opening and closing it; who looks after it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, NotHere, TooMuch, WrongMoment
from commons.conversations.actions.log import assembled
from commons.conversations.actions.opinions import count_open_rounds
from commons.conversations.assembly_rights import (
    hosts,
    may_call_assembly,
    may_end_role,
    may_open_assembly,
)
from commons.conversations.assembly_states import ASSEMBLY, State
from commons.conversations.models import AgendaItem, Assembly, AssemblyRole, Topic
from commons.conversations.permissions import may_read_topic
from commons.conversations.verbs import Verb
from commons.people.models import Person
from commons.people.permissions import are_blocked, is_citizen

MOST_ROLES = 20
FORGOTTEN = timedelta(hours=2)  # after the planned end: nobody is there any more
REMINDED = timedelta(hours=1)  # before the planned beginning

Agenda = Sequence[tuple[str, int]]  # titles, each once, with their minutes or 0


def locked(assembly: Assembly, by: Person | None, allowed: Callable[[Person, Assembly], bool]) -> Assembly:
    """The assembly as it is, under the lock of its topic; `by` None is the clock."""
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=assembly.topic_id)
    found = Assembly.objects.get(pk=assembly.pk)
    found.topic = topic
    if by is not None and not may_read_topic(by, topic):
        raise NotHere
    if by is not None and not allowed(by, found):
        raise MayNot
    return found


def going_on(allowed: Callable[[Person, Assembly], bool]) -> Callable[[Person, Assembly], bool]:
    """Before anything else it must be the moment: who presses as it ends is told so."""

    def asked(person: Person, assembly: Assembly) -> bool:
        if not assembly.is_open:
            raise WrongMoment(_("The assembly is not going on: it has not begun, or is over."))
        return allowed(person, assembly)

    return asked


@transaction.atomic
def call_assembly(
    topic: Topic, *, by: Person, starts_at: datetime, ends_at: datetime, place: str = "", agenda: Agenda = ()
) -> Assembly:
    """Announce it; who calls it is its first host. One that is announced already is given back as it is."""
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if not may_call_assembly(by, topic):
        raise MayNot
    facts: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at, "place": place}
    assembly = Assembly.objects.filter(topic=topic).first()
    if assembly is None:
        assembly = Assembly.objects.create(topic=topic, **facts)
    elif assembly.state == State.CALLED_OFF:
        ASSEMBLY.move(assembly, State.CALLED, reminded_at=None, **facts)
    else:
        return assembly
    AssemblyRole.objects.get_or_create(assembly=assembly, person=by, name=AssemblyRole.Name.HOST)
    _set_agenda(assembly, agenda)
    assembled(topic, Verb.ASSEMBLY_CALLED, "state,agenda", by)
    return assembly


@transaction.atomic
def arrange_assembly(
    assembly: Assembly,
    *,
    by: Person,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    agenda: Agenda,
    keeps_captions: bool,
) -> None:
    """Subjects that keep their title keep what was decided of them. Once it has begun, its beginning stays."""
    assembly = locked(assembly, by, hosts)
    if assembly.state not in (State.CALLED, State.OPEN):
        raise WrongMoment
    moved = assembly.state == State.CALLED and starts_at != assembly.starts_at
    if assembly.state == State.CALLED:
        assembly.starts_at = starts_at
    if moved:
        assembly.reminded_at = None
    assembly.ends_at, assembly.place, assembly.keeps_captions = ends_at, place, keeps_captions
    if assembly.ends_at <= assembly.starts_at:
        raise WrongMoment(_("It cannot end before it begins."))
    assembly.save()
    _set_agenda(assembly, agenda)
    assembled(assembly.topic, Verb.ASSEMBLY_ARRANGED, "state,agenda", by, moved=moved)


def _set_agenda(assembly: Assembly, agenda: Agenda) -> None:
    known = {item.title: item for item in assembly.items.all()}
    assembly.items.exclude(title__in=[title for title, _minutes in agenda]).delete()
    for place, (title, minutes) in enumerate(agenda, 1):
        if item := known.get(title):
            item.place, item.minutes = place, minutes
            item.save(update_fields=["place", "minutes"])
        else:
            AgendaItem.objects.create(assembly=assembly, place=place, title=title, minutes=minutes)


@transaction.atomic
def call_off_assembly(assembly: Assembly, *, by: Person | None) -> None:
    assembly = locked(assembly, by, hosts)
    if assembly.state != State.CALLED_OFF:
        ASSEMBLY.move(assembly, State.CALLED_OFF)
        assembled(assembly.topic, Verb.ASSEMBLY_CALLED_OFF, "state,hands", by)


@transaction.atomic
def open_assembly(assembly: Assembly, *, by: Person) -> None:
    """Two hosts may press at once: it is opened once."""
    assembly = locked(assembly, by, may_open_assembly)
    if assembly.state != State.OPEN:
        ASSEMBLY.move(assembly, State.OPEN, opened_at=timezone.now())
        assembled(assembly.topic, Verb.ASSEMBLY_OPENED, "state,hands,captions", by)


@transaction.atomic
def close_assembly(assembly: Assembly, *, by: Person | None) -> None:
    """By a host or, with `by` None, by the clock. Hands go down, opinions are counted, what was typed goes."""
    assembly = locked(assembly, by, hosts)
    if assembly.state == State.CLOSED:
        return
    ASSEMBLY.move(assembly, State.CLOSED, closed_at=timezone.now())
    count_open_rounds(assembly)
    assembly.hands.all().delete()
    assembly.items.filter(state=AgendaItem.State.CURRENT).update(state=AgendaItem.State.DONE)
    if not assembly.keeps_captions:
        assembly.captions.all().delete()
    assembled(assembly.topic, Verb.ASSEMBLY_CLOSED, "state,hands,captions,agenda,opinions", by)


@transaction.atomic
def advance_agenda(item: AgendaItem, *, by: Person, current: bool, outcome: str = "") -> None:
    """Take up a subject, or be done with it and say what came out; the one before is done then."""
    assembly = locked(item.assembly, by, hosts)
    item = assembly.items.get(pk=item.pk)
    if assembly.state not in (State.OPEN, State.CLOSED):
        raise WrongMoment(_("The assembly has not begun."))
    if current:
        assembly.items.filter(state=AgendaItem.State.CURRENT).exclude(pk=item.pk).update(
            state=AgendaItem.State.DONE
        )
    item.state = AgendaItem.State.CURRENT if current and assembly.is_open else AgendaItem.State.DONE
    item.outcome = outcome or item.outcome
    item.save(update_fields=["state", "outcome"])
    assembled(assembly.topic, Verb.AGENDA_ADVANCED, "agenda", by, public=False)


@transaction.atomic
def give_role(assembly: Assembly, person: Person, *, by: Person, name: str) -> None:
    """By a host, to somebody of this town who may read the conversation."""
    assembly = locked(assembly, by, hosts)
    if assembly.state == State.CLOSED:
        raise WrongMoment
    if not is_citizen(person) or not may_read_topic(person, assembly.topic) or are_blocked(by, person):
        raise MayNot(_("This person cannot be given a task here."))
    if assembly.roles.count() >= MOST_ROLES:
        raise TooMuch(_("Twenty people look after this assembly already."))
    _role, new = AssemblyRole.objects.get_or_create(assembly=assembly, person=person, name=name)
    if new:
        assembled(
            assembly.topic, Verb.ASSEMBLY_ROLE_GIVEN, "state", by, public=False, person=person.pk, role=name
        )


@transaction.atomic
def end_role(role: AssemblyRole, *, by: Person) -> None:
    """The last host stays one: somebody must be able to close it."""
    locked(role.assembly, by, lambda person, assembly: may_end_role(person, role))
    alone = role.assembly.roles.filter(name=AssemblyRole.Name.HOST).exclude(pk=role.pk)
    if role.name == AssemblyRole.Name.HOST and not alone.exists():
        raise WrongMoment(_("Please name another host first: somebody must be able to close the assembly."))
    deleted, _rows = AssemblyRole.objects.filter(pk=role.pk).delete()
    if deleted:
        assembled(
            role.assembly.topic, Verb.ASSEMBLY_ROLE_ENDED, "state", by, public=False, person=role.person_id
        )


def keep_time() -> int:
    """The chore: reminds of what begins within an hour, closes what was forgotten, calls off what never began."""
    now = timezone.now()
    near = Assembly.objects.filter(state=State.CALLED, reminded_at=None, starts_at__lte=now + REMINDED)
    late = Assembly.objects.filter(ends_at__lte=now - FORGOTTEN)
    acts: list[tuple[Callable[[Assembly], None], list[Assembly]]] = [
        (_remind, list(near.filter(ends_at__gt=now)[:20])),
        (lambda one: close_assembly(one, by=None), list(late.filter(state=State.OPEN)[:20])),
        (lambda one: call_off_assembly(one, by=None), list(late.filter(state=State.CALLED)[:20])),
    ]
    for act, assemblies in acts:
        for assembly in assemblies:
            act(assembly)
    return sum(len(assemblies) for _act, assemblies in acts)


@transaction.atomic
def _remind(assembly: Assembly) -> None:
    assembly = locked(assembly, None, hosts)
    waiting = Assembly.objects.filter(pk=assembly.pk, state=State.CALLED, reminded_at=None)
    if waiting.update(reminded_at=timezone.now()):
        assembled(assembly.topic, Verb.ASSEMBLY_REMINDED, "state", None, public=False)
