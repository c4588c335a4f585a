"""One consent written down, or ended, inside the action that it belongs to."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from commons.base.errors import MayNot, Refused, WrongMoment
from commons.communities.towns import own_town
from commons.journal.actions import record
from commons.people.models import Person
from mutual_aid.models import Consent, ConsentText, Listing
from mutual_aid.permissions import may_post_for_somebody
from mutual_aid.verbs import Verb
from mutual_aid.wordings import How, Purpose, wording


@dataclass(frozen=True)
class Agreement:
    """What somebody said yes to, as a form brings it: `wording` is the code of the text that was read."""

    how: str
    agreed_on: date
    wording: str


def text_read(purpose: str, code: str) -> ConsentText | None:
    """The text of that code: one that was read before, or today's; None for a code that nobody was shown."""
    if known := ConsentText.objects.filter(code=code, purpose=purpose).first():
        return known
    today = wording(purpose, town=own_town().name)
    if today.code != code:
        return None
    return ConsentText(code=code, purpose=purpose, language=today.language, text=today.text)


def keep_consent(listing: Listing, purpose: str, agreement: Agreement, *, by: Person) -> Consent:
    """Inside the action that needs it. Says Refused when nothing that can be shown later would remain."""
    if not may_post_for_somebody(by):
        raise MayNot
    text = text_read(purpose, agreement.wording)
    if agreement.how not in How.values or agreement.how == How.NOTED or text is None:
        raise Refused(_("Please write how and when this person agreed."))
    if agreement.agreed_on > timezone.localdate():
        raise Refused(_("This day has not come yet."))
    kept, _made = ConsentText.objects.get_or_create(
        code=text.code, defaults={"purpose": purpose, "language": text.language, "text": text.text}
    )
    return Consent.objects.create(
        listing=listing,
        purpose=Purpose(purpose),
        how=agreement.how,
        agreed_on=agreement.agreed_on,
        wording=kept,
        by=by,
    )


def check_agreement(listing: Listing) -> None:
    """Nothing stands on the board in the name of somebody who has not agreed, or does not any more."""
    if not listing.on_behalf_of_alias:
        return
    if not listing.consents.standing().filter(purpose=Purpose.POSTING).exists():
        raise Refused(_("Please write how and when this person agreed."))


def end_consent(consent: Consent, *, by: Person) -> None:
    """The one line and the one entry of a change of mind; what follows from it is the caller's."""
    if not may_post_for_somebody(by):
        raise MayNot
    now = timezone.now()
    ended = Consent.objects.standing().filter(pk=consent.pk).update(withdrawn_at=now, withdrawn_by=by)
    if not ended:
        raise WrongMoment(_("This has been withdrawn already."))
    record(
        Verb.CONSENT_WITHDRAWN,
        by=by,
        about=consent.listing,
        public=False,
        for_somebody=True,
        of=consent.purpose,
    )
