"""Who may do what in an assembly."""

from commons.conversations.models import Assembly, AssemblyRole, OpinionRound, Topic
from commons.conversations.permissions import keeps_topic, may_react
from commons.people.models import Person
from commons.people.permissions import is_citizen


def may_call_assembly(person: Person | None, topic: Topic) -> bool:
    """Who began a conversation of ours that is open, and who keeps order there; not between two people."""
    if topic.is_private or topic.state != Topic.State.OPEN or not topic.is_kept_here:
        return False
    return is_citizen(person) and (topic.author == person or keeps_topic(person, topic))


def hosts(person: Person | None, assembly: Assembly) -> bool:
    """Its hosts, and who keeps order in its conversation: an assembly whose hosts stay away can still be closed."""
    return is_citizen(person) and (person in assembly.hosts or keeps_topic(person, assembly.topic))


def may_open_assembly(person: Person | None, assembly: Assembly) -> bool:
    return hosts(person, assembly) and assembly.topic.state == Topic.State.OPEN


def takes_part_in(person: Person | None, assembly: Assembly) -> bool:
    """May raise a hand and answer, while it goes on: everybody of this town who may react there."""
    return is_citizen(person) and assembly.is_open and may_react(person, assembly.topic)


def may_type_captions(person: Person | None, assembly: Assembly) -> bool:
    """Whom a host named for it."""
    return takes_part_in(person, assembly) and person in assembly.captioners


def may_write_minutes(person: Person | None, assembly: Assembly) -> bool:
    """Also before it begins and after it is over: minutes are seldom finished when people go home."""
    return hosts(person, assembly) and assembly.state != Assembly.State.CALLED_OFF


def may_answer_round(person: Person | None, opinions: OpinionRound) -> bool:
    return opinions.is_open and takes_part_in(person, opinions.assembly)


def may_suggest_statement(person: Person | None, opinions: OpinionRound) -> bool:
    return opinions.takes_suggestions and may_answer_round(person, opinions)


def may_end_role(person: Person | None, role: AssemblyRole) -> bool:
    """Whoever holds it, and hosts."""
    return role.person == person or hosts(person, role.assembly)
