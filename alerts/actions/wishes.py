"""How somebody wants to be told: their own choice, which is not recorded and which nobody else reads."""

from django.db import transaction

from alerts.current import forget_reader_now_and_on_commit
from alerts.models import Wish
from commons.base.errors import MayNot
from commons.people.models import Person
from commons.people.permissions import is_citizen


@transaction.atomic
def end_mails(person: Person) -> None:
    """No more mails; what is relayed stays among the notices and over every page."""
    Wish.objects.update_or_create(person=person, defaults={"mail_from": Wish.From.NEVER})


@transaction.atomic
def choose_wishes(*, by: Person, notice_from: str, mail_from: str, night: bool, drills: bool) -> Wish:
    if not is_citizen(by):
        raise MayNot
    said = {"notice_from": Wish.From(notice_from), "mail_from": Wish.From(mail_from)}
    wish, _made = Wish.objects.update_or_create(
        person=by, defaults={**said, "night": bool(night), "drills": bool(drills)}
    )
    forget_reader_now_and_on_commit(by)
    return wish
