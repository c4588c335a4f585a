"""How somebody wants to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.models import Wish


class WishForm(forms.ModelForm[Wish]):
    class Meta:
        model = Wish
        fields = ["notice_from", "mail_from", "night", "drills"]
        labels = {
            "notice_from": _("Among my notices"),
            "mail_from": _("By e-mail"),
            "night": _("Danger may wake me"),
            "drills": _("I take part in exercises"),
        }
        help_texts = {
            "notice_from": _("What concerns your neighbourhood, or the whole town."),
            "mail_from": _("A title and a link. Only if your settings let us write to you at all."),
            "night": _("From 21:00 to 8:00 messages wait for the morning; a danger then does not wait."),
            "drills": _("Once in a while the town practises. It is marked EXERCISE, and nothing happens."),
        }
        widgets = {"notice_from": forms.RadioSelect, "mail_from": forms.RadioSelect}
