"""A notice by mail, at once."""

from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from commons.notices.answers import address_of_answers
from commons.notices.incoming import MARK
from commons.notices.mail import Letter, Thread, address_of_end
from commons.notices.models import Notice, Pace, Wishes
from commons.notices.registry import button_for, own_wishes_of


def mailbox_of(person: Any) -> str:
    """Where they read mail; "" when they want none, or are not here any more."""
    account: Any = getattr(person, "account", None)
    reads = account is not None and account.is_active and account.mail_wanted and person.is_active
    return str(account.email) if reads else ""


def _ended_meanwhile(notice: Notice) -> bool:
    """What the town tells a crowd has wishes of its own, and no pace."""
    wishes = Wishes.objects.filter(person=notice.person_id).first()
    return notice.pace == Pace.AT_ONCE and wishes is not None and wishes.pace_of(notice.subject) == Pace.NEVER


def _stop(notice: Notice) -> str:
    """What made it come is ended; where nothing in particular did, all messages of its kind."""
    own, why = own_wishes_of(notice), notice.why
    path = own.stop(notice) if own else why.end if why else ""
    return settings.CALADE_ORIGIN + path if path else address_of_end(notice.person_id, notice.subject)


@task
def mail_notice(notice_id: int) -> None:
    """A title and a link, nothing else: what is private stays behind the login."""
    notice = (
        Notice.objects.select_related("person__account", "entry__by")
        .filter(pk=notice_id, mailed_at=None, read_at=None)
        .first()
    )
    to = mailbox_of(notice.person) if notice else ""
    if notice is None or not to or _ended_meanwhile(notice):
        return
    with translation.override(settings.LANGUAGE_CODE):
        answers = address_of_answers(notice)
        Letter(
            to=to,
            subject=_("Calade: %(what)s") % {"what": notice.title or notice.whole},
            template="notices/mail_notice",
            context={
                "notice": notice,
                "button": button_for(notice.entry, notice.person),
                "answers": bool(answers),
                "mark": MARK,
            },
            stop=_stop(notice),
            thread=Thread(
                f"notice {notice.pk}",
                f"{notice.entry.about_type_id}:{notice.entry.about_id} for {notice.person_id}",
            ),
            reply_to=answers,
        ).message().send()
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
