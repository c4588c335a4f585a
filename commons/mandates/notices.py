"""Who is told: the person of every step, and when they were acted for; the mediator of what the person decides."""

from collections.abc import Iterable

from commons.journal.models import Entry
from commons.mandates.models import Mandate
from commons.mandates.verbs import Verb
from commons.notices.registry import Telling, tells


def _both(entry: Entry, *, by_mail: bool, bundle: str = "") -> Iterable[Telling]:
    """Whoever did it is told nothing; that is seen to where notices are written."""
    mandate: Mandate | None = entry.about
    if mandate is None:
        return
    for person in (mandate.resident, mandate.mediator):
        if person is not None:
            yield Telling(person, mandate.get_absolute_url(), by_mail=by_mail, bundle=bundle)


@tells(Verb.MANDATE_PREPARED)
def mandate_prepared(entry: Entry) -> Iterable[Telling]:
    return _both(entry, by_mail=True)


@tells(Verb.MANDATE_AGREED)
def mandate_agreed(entry: Entry) -> Iterable[Telling]:
    return _both(entry, by_mail=True)


@tells(Verb.MANDATE_BEGUN)
def mandate_begun(entry: Entry) -> Iterable[Telling]:
    return _both(entry, by_mail=True)


@tells(Verb.MANDATE_REVOKED)
def mandate_revoked(entry: Entry) -> Iterable[Telling]:
    return _both(entry, by_mail=True)


@tells(Verb.MANDATE_EXPIRED)
def mandate_expired(entry: Entry) -> Iterable[Telling]:
    return _both(entry, by_mail=False)


@tells(Verb.MANDATE_USED)
def mandate_used(entry: Entry) -> Iterable[Telling]:
    """One notice, however often, until it is read."""
    return _both(entry, by_mail=True, bundle=f"mandate:{entry.about_id}")
