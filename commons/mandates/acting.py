"""Under which mandate this browser acts now: a word in its session, looked at anew for each page."""

import time
from dataclasses import dataclass

from django.http import HttpRequest

from commons.accounts.devices import name_of
from commons.mandates.models import Line, Mandate
from commons.mandates.permissions import may_act_under
from commons.people.models import Account

KEY = "acting"
AT_A_STRETCH = 2 * 3600  # seconds; then one says again for whom one acts

TELEPHONES, TABLETS = ("Android", "iPhone"), ("iPad",)


@dataclass(frozen=True)
class Acting:
    mandate: Mandate
    device: str


def kind_of_device(request: HttpRequest) -> str:
    """A computer, a telephone or a tablet: what is kept, and no more."""
    name = name_of(request.headers.get("User-Agent", ""))
    if name.endswith(TELEPHONES):
        return Line.Device.TELEPHONE
    return Line.Device.TABLET if name.endswith(TABLETS) else Line.Device.COMPUTER


def begin(request: HttpRequest, mandate: Mandate) -> None:
    request.session[KEY] = {"mandate": mandate.pk, "since": int(time.time())}


def stop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def held(request: HttpRequest) -> Acting | None:
    """None as soon as it was taken back, is over, or the charge of the mediator sleeps."""
    said = request.session.get(KEY)
    user = request.user
    if not said or not isinstance(user, Account) or user.person is None:
        return None
    rows = Mandate.objects.active().filter(pk=said["mandate"], mediator=user.person)
    mandate = rows.select_related("resident__account", "mediator").first()
    if mandate is None or time.time() - said["since"] > AT_A_STRETCH:
        return None
    if not may_act_under(user.person, mandate) or not hasattr(mandate.resident, "account"):
        return None
    return Acting(mandate, kind_of_device(request))
