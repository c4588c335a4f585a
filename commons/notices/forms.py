"""How somebody wants to be told: few choices, each with a default that suits most people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.base.mail import refuse_odd_address
from commons.base.traps import TrappedForm
from commons.notices import bulletins
from commons.notices.models import Wishes

HOURS = [(hour, f"{hour} h") for hour in range(24)]
CAPS = [
    (0, _("none")),
    (3, _("3 at most")),
    (7, _("7 at most")),
    (21, _("21 at most")),
]


class WishesForm(forms.ModelForm[Wishes]):
    class Meta:
        model = Wishes
        fields = [
            "direct",
            "talk",
            "followed",
            "push",
            "pushes_a_week",
            "quiet_from",
            "quiet_until",
        ]
        labels = {
            "direct": _("What concerns me"),
            "talk": _("The conversations that I take part in"),
            "followed": _("What I follow"),
            "push": _("On my devices"),
            "pushes_a_week": _("Of what does not concern me, in a week"),
            "quiet_from": _("Do not ring from"),
            "quiet_until": _("Ring again from"),
        }
        help_texts = {
            "direct": _("Answers, private messages, whoever names you, decisions, your charges in the town."),
            "talk": _("New messages where you wrote."),
            "followed": _("Pages and themes that you watch."),
            "push": _("Only on devices that you have chosen below."),
            "pushes_a_week": _("What concerns you directly is not counted."),
            "quiet_until": _(
                "What happens meanwhile waits for the morning. The same hour twice: never quiet."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("pushes_a_week", CAPS), ("quiet_from", HOURS), ("quiet_until", HOURS)):
            said = self.fields[name]
            self.fields[name] = forms.TypedChoiceField(
                choices=choices, coerce=int, label=said.label, help_text=said.help_text
            )

    def _post_clean(self) -> None:
        """The action saves; the instance is only what the form begins with."""


class SubscriptionForm(TrappedForm):
    """An address and one thing. The address is one of the ordinary kind: others are read differently by different mail
    servers.
    """

    what = forms.ChoiceField(label=_("What you want to be told"))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("It is kept sealed, serves for this alone, and is forgotten as soon as you end it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("what", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what: Any = self.fields["what"]
        what.choices = bulletins.choices()

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        refuse_odd_address(email)
        return email


class DeviceForm(forms.Form):
    """What the browser, or another program that speaks Web Push (UnifiedPush), says of a device."""

    endpoint = forms.CharField(label=_("Address for messages"), max_length=1000)
    p256dh = forms.CharField(label=_("Public key (p256dh)"), max_length=200)
    auth = forms.CharField(label=_("Secret (auth)"), max_length=100)
