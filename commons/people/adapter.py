"""How allauth speaks with our people: no passwords, nothing that reveals an account."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commons.base.addresses import absolute
from commons.base.mail import refuse_odd_address
from commons.base.ways import is_ours, way
from commons.people import coming_in
from commons.people.models import NO_MAIL, Account


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Every page of a member asks for the account, then for its person: one question instead of two."""

    def get_user(self, user_id: int) -> Account | None:
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code that was sent. Look at the message again."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then ask for a new code."),
        "rate_limited": _("A message was just sent. Wait a moment before asking for another one."),
        "account_inactive": _("This account is closed."),
    }

    def clean_email(self, email: str) -> str:
        refuse_odd_address(email)
        return str(super().clean_email(email))

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        coming_in.refused(self.request, code)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if not email.endswith(f"@{NO_MAIL}"):
            super().send_mail(template_prefix, email, context)
        if self.request:
            self.request.message_went = True

    def send_account_already_exists_mail(self, email: str) -> None:
        """Somebody signs up with an address that is known: its owner is shown the way in, nobody else learns it."""
        self.send_mail(
            "account/email/account_already_exists", email, {"login_url": absolute(reverse("account_login"))}
        )

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.email = form.cleaned_data["email"].lower()
        user.set_unusable_password()
        if commit:
            user.save()
        return user

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        account: Any = request.user
        if account.is_authenticated and account.person is None:
            return resolve_url("people:welcome")
        return way(request.GET.get("next", ""), otherwise=resolve_url("home"))

    def is_safe_url(self, url: str | None) -> bool:
        return is_ours(url or "")
