"""What somebody answered by mail is said in the town, as if they had pressed the button."""

import logging
import uuid

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commons.base.errors import Refused
from commons.base.limits import limit
from commons.notices.answers import answer_in, is_answered
from commons.notices.incoming import NotTaken, Written, read
from commons.notices.models import AnswerAddress
from commons.notices.models.answers import digest_of

logger = logging.getLogger(__name__)

NAMES = uuid.UUID("0d9cbf0e-6c5f-4b5e-9f43-3c1ad3b4a9a1")  # of messages: the same one twice is one post


def take_answer(raw: bytes) -> bool:
    """True when it was said. What is not taken is answered to nobody, but for a refusal that its writer must know of.

    The secret address is not enough: the message also comes from the mailbox of its person, so that whoever is
    forwarded a notice cannot speak in their name.
    """
    try:
        written = read(raw, address=settings.CALADE_ANSWERS_ADDRESS)
        row = _row(written)
    except NotTaken as error:
        logger.info("an answer by mail was not taken: %s", error.reason)
        return False
    unique = uuid.uuid5(NAMES, f"{row.pk} {written.name or written.text}")
    try:
        with translation.override(settings.LANGUAGE_CODE), transaction.atomic():
            limit("answer", f"person:{row.person_id}", times=30, seconds=3600)
            answer_in(row.kind)(row.person, row.key, written.text, unique)
            AnswerAddress.objects.filter(pk=row.pk).update(used_at=timezone.now())
    except Refused as refused:
        logger.info("an answer by mail was refused: %s", type(refused).__name__)
        _say_why(row, written, refused)
        return False
    return True


def _row(written: Written) -> AnswerAddress:
    rows = AnswerAddress.objects.select_related("person__account").filter(digest=digest_of(written.token))
    row = rows.first()
    account = getattr(row.person, "account", None) if row else None
    if row is None or account is None or not account.is_active or not row.person.is_active:
        raise NotTaken("unknown-address")
    if account.email.casefold() != written.sender:
        raise NotTaken("other-sender")
    if not is_answered(row.kind):
        raise NotTaken("unknown-address")
    return row


def _say_why(row: AnswerAddress, written: Written, refused: Refused) -> None:
    """To their own mailbox only, with their words, so that nothing is lost."""
    with translation.override(settings.LANGUAGE_CODE):
        why = refused.sentence or _("You may no longer write there, or it is closed.")
        begin = _("Your answer was not published.")
        body = f"{begin}\n{why}\n\n{_('Your words:')}\n\n{written.text}\n"
        headers = {"Auto-Submitted": "auto-replied", "In-Reply-To": written.name} if written.name else {}
        EmailMessage(
            _("Calade: your answer was not published"), body, to=[row.person.account.email], headers=headers
        ).send()
