"""The second step of signing in: an application that shows codes, a passkey, codes on paper. allauth does it; here is
what it must know of this town, and what the town must know of it.
"""

from io import BytesIO
from typing import Any, ClassVar

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.accounts import actions
from commons.base import sealing
from commons.base.sealing import seal, unseal
from commons.people.models import Account
from commons.people.second_step import STEPS

SEALED_FOR = sealing.purpose("second step")


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the right code, or it was used already. Wait for the next one."),
        "unverified_email": _("Please confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=SEALED_FOR)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=SEALED_FOR)

    def build_totp_svg(self, url: str) -> str:
        drawn = BytesIO()
        segno.make(url, error="m", micro=False).save(drawn, kind="svg", scale=4, border=4, light="white")
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("My key") if number == 1 else gettext("My key %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.CALADE_HOST.partition(":")[0], "name": settings.CALADE_HOST}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        name = self._get_user_identifier(user)
        return {**super().get_public_key_credential_user_entity(user), "name": name, "display_name": name}

    def _get_user_identifier(self, user: Any) -> str:
        return user.person.handle if user.person else str(user)

    def _get_site_name(self) -> str:
        return str(settings.CALADE_HOST)


def added(request: HttpRequest, user: Account, authenticator: Authenticator, **rest: Any) -> None:
    """Connected to allauth, as `removed`. Codes on paper come and go with the first and the last step."""
    if authenticator.type in STEPS:
        actions.note_second_step(user, added=True)


def removed(request: HttpRequest, user: Account, authenticator: Authenticator, **rest: Any) -> None:
    if authenticator.type in STEPS:
        actions.note_second_step(user, added=False)
