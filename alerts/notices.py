"""Who is told of what is being prepared: those who hold the charge. Residents are told in bulk."""

from collections.abc import Iterable

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy

from alerts.models import Bulletin
from alerts.verbs import SHOWN_CHANGES, Verb
from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.notices.registry import OwnWishes, Telling, has_own_wishes, tells
from commons.people.models import Person, Role

END_SALT = "alerts-end"


@tells(Verb.BULLETIN_SUBMITTED)
def second_person_is_asked(entry: Entry) -> Iterable[Telling]:
    bulletin = _bulletin(entry)
    held = Role.objects.current().filter(role=Role.Name.ALERT_ISSUER)
    if bulletin is not None:
        for person in Person.objects.citizens().filter(role__in=held).distinct():
            yield Telling(person, bulletin.get_absolute_url(), bulletin.headline, by_mail=True)


@tells(Verb.BULLETIN_REFUSED)
def writer_is_told(entry: Entry) -> Iterable[Telling]:
    bulletin = _bulletin(entry)
    if bulletin is not None and bulletin.issuer:
        yield Telling(bulletin.issuer, bulletin.get_absolute_url(), bulletin.headline, by_mail=True)


def _end_of_mails(notice: Notice) -> str:
    return reverse("alerts:mail_end", args=[signing.dumps(notice.person_id, salt=END_SALT)])


OWN_WISHES = OwnWishes(
    gettext_lazy("Because the town relays what the authorities say"),
    lambda: reverse("alerts:wishes"),
    _end_of_mails,
)
for verb in SHOWN_CHANGES:
    has_own_wishes(verb, OWN_WISHES)


def _bulletin(entry: Entry) -> Bulletin | None:
    return Bulletin.objects.select_related("alert", "issuer").filter(pk=entry.detail["bulletin"]).first()
