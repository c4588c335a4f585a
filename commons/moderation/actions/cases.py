"""Who looks after a case, and what is decided on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from commons.base.errors import MayNot, WrongMoment
from commons.journal.actions import record
from commons.moderation.actions.decisions import end_restriction, put_in_force, take_back, write_decision
from commons.moderation.flaggable import concerned_by, kind_of
from commons.moderation.models import Case, Decision, Flag
from commons.moderation.permissions import may_confirm, may_lift, may_restrict, may_settle_case
from commons.moderation.states import CASE, DECISION, CaseState, DecisionState
from commons.moderation.verbs import Verb
from commons.people.models import Person

K = Decision.Kind
OF_A_PERSON = (K.LIMITED, K.SUSPENDED)


@dataclass(frozen=True)
class Choice:
    """What a moderator decides: `kind` of Decision or "" for no action, `rule`, `words` for the author, `answer` for
    those who asked, `until` for what ends by itself.
    """

    kind: str = ""
    rule: str = ""
    words: str = ""
    answer: str = ""
    until: datetime | None = None


def acts_on(case: Case, person: Person) -> list[str]:
    """The kinds of decision that can be taken on this thing by this person, the mildest first."""
    thing, kind = case.about, kind_of(case.about) if case.about else None
    author = case.author
    acts: list[str] = []
    if author is not None and author.is_local:
        acts.append(K.NOTED)
        if thing is not None and thing != author:
            acts.append(K.EDIT)
    if kind and kind.hide:
        acts.append(K.HIDDEN)
    if kind and kind.remove:
        acts.append(K.REMOVED)
    if may_restrict(person, case):
        acts += [K.LIMITED, K.SUSPENDED]
    return [str(act) for act in acts]


@transaction.atomic
def take_case(case: Case, *, by: Person, only_free: bool = False) -> Case:
    """Also from somebody else, who may be away; with `only_free` WrongMoment when somebody was faster."""
    case = _locked(case, by)
    if only_free and case.state != CaseState.RECEIVED:
        raise WrongMoment
    if case.state == CaseState.RECEIVED:
        CASE.move(case, CaseState.TRIAGED, assigned_to=by)
    elif case.state == CaseState.TRIAGED and case.assigned_to != by:
        Case.objects.filter(pk=case.pk).update(assigned_to=by)
        case.assigned_to = by
    else:
        return case
    record(Verb.CASE_TAKEN, by=by, about=case, public=False)
    return case


@transaction.atomic
def give_case_back(case: Case, *, by: Person) -> Case:
    case = _locked(case, by)
    CASE.move(case, CaseState.RECEIVED, assigned_to=None)
    record(Verb.CASE_GIVEN_BACK, by=by, about=case, public=False)
    return case


def take_next(*, by: Person) -> Case | None:
    """The next one that nobody looks after and that this person may answer; None when all is looked after."""
    free = Case.objects.waiting().filter(state=CaseState.RECEIVED).not_concerning(by)
    for case in free[:20]:
        try:
            return take_case(case, by=by, only_free=True)
        except (MayNot, WrongMoment):
            continue  # somebody was faster
    return None


@transaction.atomic
def decide_case(case: Case, *, by: Person, choice: Choice) -> Decision | None:
    """Take one decision, tell the author and those who asked. A suspension waits for a second person."""
    case = _locked(case, by)
    if case.state not in (CaseState.RECEIVED, CaseState.TRIAGED):
        raise WrongMoment
    if not choice.kind:
        _close(case, CaseState.DISMISSED, by=by, answer=choice.answer)
        return None
    if choice.kind not in acts_on(case, by):
        raise MayNot
    if choice.kind == K.SUSPENDED:
        return _propose(case, by=by, choice=choice)
    decision = _act(case, by, choice)
    put_in_force(decision, by=by)
    _close(case, CaseState.ACTIONED, by=by, answer=choice.answer, decision=decision)
    return decision


def _act(case: Case, by: Person, choice: Choice) -> Decision:
    """What the room does with the thing, and the decision beside it; some rooms write their own."""
    kind, began = kind_of(case.about), timezone.now()
    act: Callable[..., object] | None = {K.HIDDEN: kind.hide, K.REMOVED: kind.remove}.get(K(choice.kind))
    if act:
        act(case.about, by, choice.words, choice.rule)
    written = Decision.objects.filter(
        about_type=case.about_type, about_id=case.about_id, kind=choice.kind, by=by
    )
    decision = written.filter(case=None, at__gte=began).last() or write_decision(
        case.author if choice.kind in OF_A_PERSON or case.about is None else case.about,
        K(choice.kind),
        rules=[choice.rule],
        by=by,
    )
    decision.case, decision.concerned = case, case.author or concerned_by(case.about)
    decision.words, decision.until = choice.words, choice.until
    decision.save(update_fields=["case", "concerned", "words", "until"])
    return decision


def _propose(case: Case, *, by: Person, choice: Choice) -> Decision:
    CASE.move(case, CaseState.PROPOSED, assigned_to=by)
    decision = write_decision(
        case.author, K.SUSPENDED, rules=[choice.rule], by=by, state=DecisionState.PROPOSED
    )
    decision.case, decision.concerned = case, case.author
    decision.words, decision.until = choice.words, choice.until
    decision.save(update_fields=["case", "concerned", "words", "until"])
    Flag.objects.filter(case=case).update(answer=choice.answer)
    record(Verb.DECISION_PROPOSED, by=by, about=decision, public=False)
    return decision


@transaction.atomic
def confirm_decision(decision: Decision, *, by: Person) -> Decision:
    """The second person: the account is suspended from now on, and everybody is told."""
    decision, case = _proposed(decision, by)
    DECISION.move(decision, DecisionState.IN_FORCE, second=by)
    put_in_force(decision, by=by)
    answer = case.flags.values_list("answer", flat=True).first() or ""
    _close(case, CaseState.ACTIONED, by=by, answer=answer, decision=decision)
    return decision


@transaction.atomic
def decline_decision(decision: Decision, *, by: Person) -> Decision:
    """It does not happen; the case waits again. Who proposed it may take it back in the same way."""
    decision, case = _proposed(decision, by, own=True)
    DECISION.move(decision, DecisionState.DECLINED, second=by, ended_at=timezone.now())
    CASE.move(case, CaseState.TRIAGED)
    record(Verb.DECISION_DECLINED, by=by, about=decision, public=False)
    return decision


def _proposed(decision: Decision, by: Person, own: bool = False) -> tuple[Decision, Case]:
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("case", "concerned")
        .get(pk=decision.pk)
    )
    if not decision.is_proposed:
        raise WrongMoment
    if decision.case is None or not (may_confirm(by, decision) or (own and decision.by == by)):
        raise MayNot
    return decision, decision.case


@transaction.atomic
def decide_together(cases: Sequence[Case], *, by: Person, choice: Choice) -> list[Decision | None]:
    """The same decision on many, each as if alone: each author is told, each entry stands. All or none."""
    return [decide_case(case, by=by, choice=choice) for case in cases]


@transaction.atomic
def lift_decision(decision: Decision, *, by: Person) -> Decision:
    """Take it back before its time: what was hidden is shown, who only read writes again. Its author is told."""
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("case", "concerned")
        .get(pk=decision.pk)
    )
    if not decision.holds:
        raise WrongMoment
    if not may_lift(by, decision):
        raise MayNot
    take_back(decision, by=by)
    record(Verb.DECISION_ENDED, by=by, about=decision, public=False)
    return decision


def end_overdue() -> int:
    """The chore: what was decided for a while ends by itself."""
    return sum(_end(decision) for decision in Decision.objects.overdue().order_by("pk")[:100])


@transaction.atomic
def _end(decision: Decision) -> int:
    decision = (
        Decision.objects.select_for_update(of=("self",)).select_related("concerned").get(pk=decision.pk)
    )
    if not decision.holds or decision.until is None or decision.until > timezone.now():
        return 0
    DECISION.move(decision, DecisionState.ENDED, ended_at=timezone.now())
    end_restriction(decision, by=None)
    record(Verb.DECISION_ENDED, by=None, about=decision, public=False)
    return 1


def _locked(case: Case, by: Person) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("concerned").get(pk=case.pk)
    if not case.is_waiting:
        raise WrongMoment
    if not may_settle_case(by, case):
        raise MayNot
    return case


def _close(
    case: Case, state: CaseState, *, by: Person, answer: str, decision: Decision | None = None
) -> None:
    CASE.move(case, state, closed_at=timezone.now(), assigned_to=by)
    upheld = state == CaseState.ACTIONED
    settled = Flag.State.UPHELD if upheld else Flag.State.DISMISSED
    Flag.objects.filter(case=case).update(state=settled, settled_by=by, answer=answer, changed=timezone.now())
    taken = decision.pk if decision else None
    record(Verb.FLAG_SETTLED, by=by, about=case, upheld=upheld, decision=taken)
