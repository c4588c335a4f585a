"""Who may flag, and who settles."""

from django.contrib.contenttypes.models import ContentType

from commons.moderation.models import Decision, Flag
from commons.people.models import Person
from commons.people.permissions import is_member, is_moderator


def may_flag(person: Person | None) -> bool:
    return is_member(person)


def may_keep_list(person: Person | None) -> bool:
    """Read and change what the gate looks for, and see what it did."""
    return is_moderator(person)


def may_forward_flag(person: Person | None, flag: Flag) -> bool:
    """Once, about somebody who lives elsewhere, by a moderator whom it does not concern."""
    return bool(flag.home_of_author) and not flag.forwarded and may_settle_flag(person, flag)


def may_appeal(person: Person | None, decision: Decision) -> bool:
    """Its author, once per decision, when somebody decided: what a rule holds is looked at anyway."""
    if person is None or not is_member(person) or decision.kind == Decision.Kind.HELD:
        return False
    concerned = {getattr(decision.about, name, None) for name in ("author_id", "mediator_id")}
    return person.pk in concerned and not asked_already(decision)


def asked_already(decision: Decision) -> bool:
    kind = ContentType.objects.get_for_model(Decision)
    return Flag.objects.filter(about_type=kind, about_id=decision.pk).exists()


def may_settle_flag(person: Person | None, flag: Flag) -> bool:
    """Nobody settles what they flagged, or what is flagged about themselves."""
    if not is_moderator(person) or flag.by == person:
        return False
    return flag.author != person
