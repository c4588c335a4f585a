"""Moderators are told of a flag, who asked and who wrote of what came of it, jurors that they were drawn."""

from collections.abc import Iterable

from django.urls import reverse

from commons.journal.models import Entry
from commons.moderation.models import Appeal, Case, Decision, Flag, Juror
from commons.moderation.noticing import BUNDLE, TOLD
from commons.moderation.permissions import may_confirm, may_hear_appeal
from commons.moderation.verbs import Verb
from commons.notices.registry import Telling, tells
from commons.people.models import Person, Role


def _moderators() -> Iterable[Person]:
    held = Role.objects.current().filter(role__in=[Role.Name.MODERATOR, Role.Name.ADMINISTRATOR])
    return Person.objects.local().active().filter(role__in=held).distinct()


@tells(Verb.THING_FLAGGED)
def thing_flagged(entry: Entry) -> Iterable[Telling]:
    """Once per case until it is read, however many people flag the same thing."""
    flagged: Flag | None = entry.about
    if flagged is None or flagged.case is None:
        return
    for person in _moderators():
        if flagged.by_id != person.pk and flagged.author != person:
            href = flagged.case.get_absolute_url()
            yield Telling(person, href, by_mail=True, bundle=f"case:{flagged.case_id}")


@tells(Verb.FLAG_SETTLED)
def flag_settled(entry: Entry) -> Iterable[Telling]:
    case: Case | None = entry.about
    if case is not None:
        for flagged in case.flags.select_related("by"):
            if flagged.by:
                yield Telling(flagged.by, reverse("moderation:mine"))


@tells(Verb.DECISION_TAKEN)
@tells(Verb.DECISION_ENDED)
def decision_taken(entry: Entry) -> Iterable[Telling]:
    """Also to somebody who is suspended: by mail, since they can only read this."""
    decision: Decision | None = entry.about
    told = entry.detail.get("told", "")
    if told != TOLD and decision is not None and decision.concerned and decision.concerned.is_local:
        # All that was hidden at once is one notice; each decision stands on its own page.
        bundle = f"decisions:{entry.by_id}" if told == BUNDLE else ""
        href = reverse("moderation:my_decisions") if bundle else decision.get_absolute_url()
        yield Telling(decision.concerned, href, by_mail=True, bundle=bundle)


@tells(Verb.DECISION_PROPOSED)
def decision_proposed(entry: Entry) -> Iterable[Telling]:
    decision: Decision | None = entry.about
    if decision is not None and decision.case:
        for person in _moderators():
            if may_confirm(person, decision):
                yield Telling(person, decision.case.get_absolute_url(), by_mail=True)


@tells(Verb.DECISION_DECLINED)
def decision_declined(entry: Entry) -> Iterable[Telling]:
    decision: Decision | None = entry.about
    if decision is not None and decision.case and decision.by and decision.by_id != entry.by_id:
        yield Telling(decision.by, decision.case.get_absolute_url())


@tells(Verb.APPEAL_MADE)
def appeal_made(entry: Entry) -> Iterable[Telling]:
    """Those who may hear it. While a jury does, nobody is asked."""
    made: Appeal | None = entry.about
    if made is not None and made.state == Appeal.State.WAITING:
        for person in _moderators():
            if may_hear_appeal(person, made):
                yield Telling(person, reverse("moderation:hear", args=[made.pk]), by_mail=True)


@tells(Verb.JURY_DRAWN)
def jury_drawn(entry: Entry) -> Iterable[Telling]:
    seat: Juror | None = entry.about
    if seat is not None and seat.person:
        yield Telling(seat.person, seat.get_absolute_url(), by_mail=True)


@tells(Verb.APPEAL_SETTLED)
def appeal_settled(entry: Entry) -> Iterable[Telling]:
    """Who asked, who decided, those who flagged, and the jurors: all sides."""
    made: Appeal | None = entry.about
    if made is None:
        return
    decision, told = made.decision, set()
    if made.by:
        told.add(made.by_id)
        yield Telling(made.by, made.get_absolute_url(), by_mail=True)
    for person in (decision.by, decision.second):
        if person and person.pk not in told and person.is_active:
            told.add(person.pk)
            yield Telling(person, made.get_absolute_url())
    seats = [seat.person for seat in made.jurors.select_related("person") if seat.person and seat.vote]
    flags = decision.case.flags.select_related("by") if decision.case else []
    for others, href in (
        ([flag.by for flag in flags], reverse("moderation:mine")),
        (seats, reverse("moderation:juries")),
    ):
        for person in others:
            if person and person.pk not in told:
                told.add(person.pk)
                yield Telling(person, href)
