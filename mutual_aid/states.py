"""The life of a listing and of a response: which state follows which, under which name, and who may do it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commons.base.states import Moves
from mutual_aid.verbs import Verb


class Actor(TextChoices):
    """In which quality somebody acts on a listing or a response. HOME is the town where the listing lives."""

    AUTHOR = "author", _("author")
    MEDIATOR = "mediator", _("mediator")
    HELPER = "helper", _("helper")
    MEMBER = "member", _("member")
    MODERATOR = "moderator", _("moderator")
    SYSTEM = "system", _("the town's clock")
    HOME = "home", _("the town it lives in")


class ListingState(TextChoices):
    DRAFT = "draft", _("draft")
    PENDING = "pending", _("waits for a moderator")
    OPEN = "open", _("open")
    COVERED = "covered", _("enough people")
    DONE = "done", _("finished")
    EXPIRED = "expired", _("time has run out")
    CANCELLED = "cancelled", _("cancelled")
    PAUSED = "paused", _("put aside")
    HIDDEN = "hidden", _("hidden by a moderator")
    ARCHIVED = "archived", _("erased")


class ResponseState(TextChoices):
    PROPOSED = "proposed", _("waits for an answer")
    ACCEPTED = "accepted", _("chosen")
    DONE = "done", _("finished")
    WITHDRAWN = "withdrawn", _("taken back")
    DECLINED = "declined", _("not chosen")
    LAPSED = "lapsed", _("without answer")
    RELEASED = "released", _("called off")
    NOT_DONE = "not_done", _("did not take place")


L, R, A = ListingState, ResponseState, Actor

ON_BOARD = frozenset({L.OPEN, L.COVERED})
CLOSED = frozenset({L.DONE, L.EXPIRED, L.CANCELLED})
SHOWN = ON_BOARD | {L.PAUSED, L.DONE, L.EXPIRED}  # what members may open by its address
HIDEABLE = frozenset(L) - {L.HIDDEN, L.ARCHIVED}
ACTIVE = frozenset({R.PROPOSED, R.ACCEPTED})

LISTING = Moves(
    ListingState,
    {
        L.DRAFT: [L.OPEN, L.PENDING, L.CANCELLED, L.HIDDEN],
        L.PENDING: [L.OPEN, L.DRAFT, L.CANCELLED, L.HIDDEN],
        L.OPEN: [L.COVERED, L.DONE, L.CANCELLED, L.EXPIRED, L.PAUSED, L.HIDDEN],
        L.COVERED: [L.OPEN, L.DONE, L.CANCELLED, L.EXPIRED, L.HIDDEN],
        L.PAUSED: [L.OPEN, L.CANCELLED, L.EXPIRED, L.HIDDEN],
        L.DONE: [L.OPEN, L.HIDDEN, L.ARCHIVED],
        L.EXPIRED: [L.OPEN, L.HIDDEN, L.ARCHIVED],
        L.CANCELLED: [L.OPEN, L.HIDDEN, L.ARCHIVED],
        L.HIDDEN: HIDEABLE,
        L.ARCHIVED: [],
    },
    first=[L.DRAFT],
)

RESPONSE = Moves(
    ResponseState,
    {
        R.PROPOSED: [R.ACCEPTED, R.WITHDRAWN, R.DECLINED, R.LAPSED],
        R.ACCEPTED: [R.DONE, R.RELEASED, R.NOT_DONE],
        R.DONE: [R.NOT_DONE],
        R.WITHDRAWN: [],
        R.DECLINED: [],
        R.LAPSED: [],
        R.RELEASED: [],
        R.NOT_DONE: [],
    },
    first=[R.PROPOSED],
)


@dataclass(frozen=True)
class Step:
    """A named transition. `after` None goes back to the state that was kept before hiding."""

    code: str
    name: str
    before: frozenset[str]
    after: str | None
    actors: frozenset[Actor]
    verb: Verb


def _step(
    code: str, name: str, before: Iterable[str], after: str | None, actors: Iterable[Actor], verb: Verb
) -> Step:
    return Step(code, name, frozenset(before), after, frozenset(actors), verb)


ENDABLE = {L.OPEN, L.COVERED, L.PAUSED}
LISTING_STEPS = {
    step.name: step
    for step in [
        _step("L1", "submit", {L.DRAFT}, L.OPEN, {A.AUTHOR, A.MEDIATOR}, Verb.LISTING_POSTED),
        _step("L2", "submit_for_review", {L.DRAFT}, L.PENDING, {A.AUTHOR}, Verb.LISTING_SUBMITTED),
        _step("L3", "approve", {L.PENDING}, L.OPEN, {A.MODERATOR}, Verb.LISTING_APPROVED),
        _step("L3", "refuse", {L.PENDING}, L.DRAFT, {A.MODERATOR}, Verb.LISTING_REFUSED),
        _step("L3", "publish_after_all", {L.DRAFT}, L.OPEN, {A.MODERATOR, A.SYSTEM}, Verb.LISTING_APPROVED),
        _step("L4", "cover", {L.OPEN}, L.COVERED, {A.SYSTEM}, Verb.LISTING_COVERED),
        _step("L5", "uncover", {L.COVERED}, L.OPEN, {A.SYSTEM}, Verb.LISTING_UNCOVERED),
        _step("L6", "complete", ON_BOARD, L.DONE, {A.AUTHOR, A.MEDIATOR}, Verb.LISTING_COMPLETED),
        _step("L7", "auto_complete", {L.COVERED}, L.DONE, {A.SYSTEM}, Verb.LISTING_COMPLETED),
        _step(
            "L8",
            "cancel",
            {L.DRAFT, L.PENDING, *ENDABLE},
            L.CANCELLED,
            {A.AUTHOR, A.MEDIATOR, A.MODERATOR},
            Verb.LISTING_CANCELLED,
        ),
        _step("L9", "expire", ENDABLE, L.EXPIRED, {A.SYSTEM}, Verb.LISTING_EXPIRED),
        _step("L10", "renew", {L.EXPIRED}, L.OPEN, {A.AUTHOR}, Verb.LISTING_RENEWED),
        _step("L11", "reopen", {L.DONE, L.CANCELLED}, L.OPEN, {A.AUTHOR}, Verb.LISTING_REOPENED),
        _step("L12", "pause", {L.OPEN}, L.PAUSED, {A.AUTHOR}, Verb.LISTING_PAUSED),
        _step("L12", "resume", {L.PAUSED}, L.OPEN, {A.AUTHOR}, Verb.LISTING_RESUMED),
        _step("L13", "hide", HIDEABLE, L.HIDDEN, {A.MODERATOR}, Verb.LISTING_HIDDEN),
        _step("L13", "unhide", {L.HIDDEN}, None, {A.MODERATOR, A.SYSTEM}, Verb.LISTING_UNHIDDEN),
        _step("L14", "anonymise", CLOSED, L.ARCHIVED, {A.SYSTEM}, Verb.LISTING_ERASED),
    ]
}

RESPONSE_STEPS = {
    step.name: step
    for step in [
        _step("R1", "propose", set(), R.PROPOSED, {A.MEMBER}, Verb.HELP_PROPOSED),
        _step("R2", "withdraw", {R.PROPOSED}, R.WITHDRAWN, {A.HELPER}, Verb.HELP_WITHDRAWN),
        _step("R3", "accept", {R.PROPOSED}, R.ACCEPTED, {A.AUTHOR, A.MEDIATOR, A.HOME}, Verb.HELP_ACCEPTED),
        _step("R4", "decline", {R.PROPOSED}, R.DECLINED, {A.AUTHOR, A.MEDIATOR, A.HOME}, Verb.HELP_DECLINED),
        _step("R5", "lapse", {R.PROPOSED}, R.LAPSED, {A.SYSTEM}, Verb.HELP_LAPSED),
        _step("R6", "release_by_helper", {R.ACCEPTED}, R.RELEASED, {A.HELPER}, Verb.HELP_RELEASED),
        _step(
            "R7",
            "release_by_author",
            {R.ACCEPTED},
            R.RELEASED,
            {A.AUTHOR, A.MEDIATOR, A.MODERATOR, A.HOME},
            Verb.HELP_RELEASED,
        ),
        _step("R8", "mark_done", {R.ACCEPTED}, R.DONE, {A.HELPER, A.AUTHOR}, Verb.HELP_DONE),
        _step("R9", "not_done", {R.ACCEPTED, R.DONE}, R.NOT_DONE, {A.HELPER, A.AUTHOR}, Verb.HELP_NOT_DONE),
    ]
}


def _check(moves: Moves[ListingState] | Moves[ResponseState], steps: Iterable[Step]) -> None:
    """Every move has a name, and every name is a move: neither table may know more than the other."""
    named: set[tuple[str, str]] = set()
    for step in steps:
        named |= {
            (before, after) for before in step.before for after in ([step.after] if step.after else HIDEABLE)
        }
    drawn = {(before, after) for before, following in moves.table.items() for after in following}
    if named != drawn:
        raise ImproperlyConfigured(f"moves and names differ: {sorted(named ^ drawn)}")


_check(LISTING, LISTING_STEPS.values())
_check(RESPONSE, RESPONSE_STEPS.values())
