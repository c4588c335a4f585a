"""Public words of things and tasks: what does not belong there is said at its field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutual_aid.wording import leads_elsewhere, shows_contact, speaks_of_money


def sober(text: str, *, newcomer: bool, free_of_charge: Any) -> str:
    """The text as it is; `free_of_charge` is what is said of payments and of ways out of the town."""
    if shows_contact(text):
        raise forms.ValidationError(
            _("Please leave out telephone numbers and addresses: you give them in the private thread.")
        )
    if speaks_of_money(text) or leads_elsewhere(text, newcomer=newcomer):
        raise forms.ValidationError(free_of_charge)
    return text
