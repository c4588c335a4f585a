"""Who may flag, who settles, who hears an appeal."""

from datetime import timedelta

from django.utils import timezone

from commons.base.rules import CONTESTABLE_FOR
from commons.moderation.models import Appeal, Case, Decision, Flag, Juror
from commons.moderation.standing import is_limited
from commons.moderation.states import DecisionState
from commons.people.models import Person
from commons.people.permissions import is_citizen, is_member, is_moderator, is_newcomer, may_suspend

DECIDED = (DecisionState.IN_FORCE, DecisionState.ENDED)


def may_flag(person: Person | None) -> bool:
    return is_member(person)


def may_keep_list(person: Person | None) -> bool:
    """Read and change what the gate looks for, and see what it did; likewise the ready answers."""
    return is_moderator(person)


def may_see_case(person: Person | None) -> bool:
    return is_moderator(person)


def is_concerned(person: Person | None, case: Case) -> bool:
    """Who wrote it, or flagged it: somebody else answers."""
    if person is None:
        return False
    return case.author == person or case.flags.filter(by=person).exists()


def may_settle_case(person: Person | None, case: Case) -> bool:
    return is_moderator(person) and not is_concerned(person, case)


def may_restrict(person: Person | None, case: Case) -> bool:
    """Limit or suspend whoever it is about: moderators members, administrators also those who moderate."""
    author = case.author
    return author is not None and may_settle_case(person, case) and may_suspend(person, author)


def may_confirm(person: Person | None, decision: Decision) -> bool:
    """The second of two: never who proposed it."""
    if decision.case is None or not decision.is_proposed or person is None or decision.by_id == person.pk:
        return False
    return may_restrict(person, decision.case)


def may_lift(person: Person | None, decision: Decision) -> bool:
    """End it before its time, without an appeal: milder, so one moderator is enough."""
    if not is_moderator(person) or not decision.holds or decision.concerned_id == person.pk:
        return False
    if decision.is_of_person:
        return decision.concerned is not None and may_suspend(person, decision.concerned)
    return decision.kind in (Decision.Kind.HIDDEN, Decision.Kind.REMOVED)


def may_forward_flag(person: Person | None, flag: Flag) -> bool:
    """Once, about somebody who lives elsewhere, by a moderator whom it does not concern."""
    if flag.case is None or not flag.home_of_author or flag.forwarded:
        return False
    return may_settle_case(person, flag.case)


def may_read_decision(person: Person | None, decision: Decision) -> bool:
    """Whom it concerns, also when they are suspended; and moderators."""
    if person is None or not (_is_told(decision) or is_moderator(person)):
        return False
    return decision.concerned_id == person.pk or _wrote(person, decision) or is_moderator(person)


def may_appeal(person: Person | None, decision: Decision) -> bool:
    """Its author, once per decision, when somebody decided: what a rule holds is looked at anyway. Also suspended."""
    if person is None or not person.is_local or person.state == Person.State.GONE:
        return False
    if decision.kind in (Decision.Kind.HELD, Decision.Kind.NOTED) or decision.state not in DECIDED:
        return False
    concerned = decision.concerned_id == person.pk or _wrote(person, decision)
    return concerned and _in_time(decision) and not asked_already(decision)


def _in_time(decision: Decision) -> bool:
    """Six months; as long as it holds, for what keeps somebody away."""
    held = decision.is_of_person and decision.holds
    return held or decision.at > timezone.now() - timedelta(days=CONTESTABLE_FOR)


def _wrote(person: Person, decision: Decision) -> bool:
    """Also a mediator who wrote for somebody."""
    return person.pk in {getattr(decision.about, name, None) for name in ("author_id", "mediator_id")}


def _is_told(decision: Decision) -> bool:
    return decision.state not in (DecisionState.PROPOSED, DecisionState.DECLINED)


def asked_already(decision: Decision) -> bool:
    return Appeal.objects.filter(decision=decision).exists()


def may_hear_appeal(person: Person | None, appeal: Appeal) -> bool:
    """A moderator who neither decided nor confirmed nor flagged, and whom it is not about."""
    decision = appeal.decision
    if not is_moderator(person) or person.pk in {decision.by_id, decision.second_id, appeal.by_id}:
        return False
    return decision.case is None or not is_concerned(person, decision.case)


def may_join_jury(person: Person | None) -> bool:
    """Residents who are no longer new and hold no charge of moderation."""
    if not is_citizen(person) or is_moderator(person):
        return False
    return not is_newcomer(person) and not is_limited(person)


def may_vote(person: Person | None, juror: Juror) -> bool:
    return is_citizen(person) and juror.person == person and juror.is_asked
