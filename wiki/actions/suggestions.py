"""What visitors without an account propose: held, then accepted as a version by a visitor, or not taken; forgotten."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from commons.base.errors import Conflict, MayNot, TooMany, WrongMoment
from commons.base.sealing import seal
from commons.base.text import check_weight
from commons.journal.actions import record
from commons.people.models import Person
from wiki.actions.pending import publish, waiting_on
from wiki.actions.writing import append_revision, lock_page
from wiki.merging import Merge, merge, normalise
from wiki.models import Page, Revision, Suggestion
from wiki.models.suggestions import KEEP_DECIDED, SEALED_FOR, WAITS_FOR
from wiki.permissions import may_accept_edits, may_review_edits, may_suggest
from wiki.states import SUGGESTION, Held
from wiki.verbs import Verb

MOST_HELD = {"page": 20, "theme": 200}  # so that those who look at them see the end of the list
AT_ONCE = 100


@transaction.atomic
def suggest_edit(
    page: Page,
    *,
    text: str,
    based_on: Revision,
    summary: str = "",
    name: str = "",
    mail: str = "",
    client_key: UUID | None = None,
    held_for: str = "",
) -> Suggestion:
    """Keep what a visitor proposes until somebody looks at it; sent twice it is one, as sent last. `held_for` is the
    rule that asked for a look beside the usual one.

    Raises TooMany when so much waits already that more would not be read.
    """
    page = lock_page(page)
    sent = Suggestion.objects.filter(client_key=client_key, page=page).first() if client_key else None
    words = normalise(text.replace("\x00", ""))
    if sent and sent.text == words:
        return sent
    if not may_suggest(None, page) or based_on.page_id != page.pk:
        raise MayNot
    check_weight(text, "wiki")
    if sent and sent.state == Suggestion.State.HELD:  # they went back, and wrote on
        sent.text, sent.summary, sent.name = words, summary[:300], name[:60]
        sent.save(update_fields=["text", "summary", "name", "changed"])
        return sent
    _refuse_flood(page)
    suggestion = Suggestion.objects.create(
        page=page,
        base=based_on,
        text=words,
        summary=summary[:300],
        name=name[:60],
        sealed_mail=seal(mail, purpose=SEALED_FOR) if mail else "",
        held_for=held_for,
        **({"client_key": client_key} if client_key and not sent else {}),
    )
    record(Verb.SUGGESTION_MADE, by=None, about=suggestion, public=False)
    return suggestion


def _refuse_flood(page: Page) -> None:
    held = Suggestion.objects.held()
    counted = {"page": held.filter(page=page), "theme": held.filter(page__theme=page.theme)}
    if any(rows.count() >= MOST_HELD[where] for where, rows in counted.items()):
        raise TooMany(
            _(
                "Many corrections wait here already. Your text is kept below: please send it again in a few days."
            )
        )


def joined(suggestion: Suggestion, page: Page) -> Merge:
    """What it would make of the page as it is now."""
    return merge(suggestion.base.blob.text, suggestion.text, page.text_now.blob.text)


@transaction.atomic
def accept_suggestion(suggestion: Suggestion, *, by: Person, seen: int) -> Revision:
    """Save it as a version by a visitor, joined with what others wrote since its base. It is published, unless other
    edits wait below it: then it waits with them. `seen` is the number of the version it was shown against.

    Raises Conflict when the page was changed in the same places, WrongMoment when it was changed since `seen`.
    """
    page, suggestion = _held(suggestion, by)
    if page.edit_count != seen:
        raise WrongMoment(_("Another change came while you were looking. Please look again."))
    merged = joined(suggestion, page)
    if merged.kind == "conflict":
        raise Conflict(_("Somebody has changed the same passage since. Please put it right by hand."))
    waited = page.stable_revision is not None
    is_joined = merged.kind != "same"
    revision = append_revision(
        page,
        merged.text,
        author=None,
        by_visitor=True,
        imported_from=suggestion.name,
        summary=suggestion.summary,
        kind=Revision.Kind.MERGE if is_joined else Revision.Kind.EDIT,
        second_parent=suggestion.base if is_joined else None,
        state=Revision.State.PENDING,
    )
    _decide(suggestion, Held.ACCEPTED, Verb.SUGGESTION_ACCEPTED, by, result=revision)
    waiting = list(waiting_on(page))
    if not waited and may_accept_edits(by, page, waiting):
        publish(page, waiting, by=by)
    else:
        number = revision.number
        record(Verb.EDIT_HELD, by=by, about=page, public=False, revision=revision.pk, number=number)
    return revision


@transaction.atomic
def refuse_suggestion(suggestion: Suggestion, *, by: Person, reason: str) -> None:
    """Its author is told why, if they left an address, and reads it under their private one."""
    _page, suggestion = _held(suggestion, by)
    _decide(suggestion, Held.REFUSED, Verb.SUGGESTION_REFUSED, by, note=reason[:300])


def _held(suggestion: Suggestion, by: Person) -> tuple[Page, Suggestion]:
    """Both as they are now; the page's row is locked."""
    page = lock_page(suggestion.page)
    if not may_review_edits(by, page.theme):
        raise MayNot
    found = Suggestion.objects.held().select_related("base__blob").filter(pk=suggestion.pk).first()
    if found is None:
        raise WrongMoment(_("Somebody was faster: this correction no longer waits."))
    return page, found


def _decide(
    suggestion: Suggestion, state: Suggestion.State, verb: Verb, by: Person | None, **facts: Any
) -> None:
    SUGGESTION.move(suggestion, state, decided_at=timezone.now(), decided_by=by, **facts)
    record(verb, by=by, about=suggestion, public=False)
    if suggestion.sealed_mail:
        tell_visitor.enqueue(suggestion.pk)


@task
def tell_visitor(suggestion_id: int) -> None:
    """One message with the answer, then the address is erased."""
    rows = Suggestion.objects.select_related("page__theme__community")
    suggestion = rows.filter(pk=suggestion_id).exclude(sealed_mail="").first()
    if suggestion is None:
        return
    if suggestion.mail:
        with translation.override(settings.LANGUAGE_CODE):
            context = {"suggestion": suggestion, "origin": settings.CALADE_ORIGIN}
            subject = _("Your correction of the page “%(title)s”") % {"title": suggestion.page.title}
            body = render_to_string("wiki/mail_suggestion.txt", context)
            message = EmailMessage(subject=subject, body=body, to=[suggestion.mail])
        message.send()
    Suggestion.objects.filter(pk=suggestion.pk).update(sealed_mail="")


def forget_suggestions() -> int:
    """Let go what nobody looked at in time, and forget what was decided. Returns 0: no hurry."""
    now = timezone.now()
    waited = Suggestion.objects.filter(state=Held.HELD, created__lt=now - WAITS_FOR)
    for suggestion in waited.order_by("pk")[:AT_ONCE]:
        _expire(suggestion)
    _forget_decided(before=now - KEEP_DECIDED, sent_before=now - WAITS_FOR)
    return 0


@transaction.atomic
def _expire(suggestion: Suggestion) -> None:
    lock_page(suggestion.page)
    suggestion.refresh_from_db()
    if suggestion.state == Held.HELD:
        _decide(suggestion, Held.EXPIRED, Verb.SUGGESTION_EXPIRED, None)


def _forget_decided(*, before: datetime, sent_before: datetime) -> None:
    decided = Suggestion.objects.filter(decided_at__lt=before)
    decided.exclude(sealed_mail="").update(sealed_mail="")
    decided.filter(created__lt=sent_before).delete()
