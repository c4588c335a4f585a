"""What is done to a conversation by those who keep order, or who began it."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.base.numbers import natural
from commons.communities.models import Community
from commons.conversations.actions.moving import MOST_MOVED


class ArrangeForm(forms.Form):
    """How often each may write, and whether all may."""

    slow_seconds = forms.TypedChoiceField(
        label=_("Slow mode"),
        help_text=_("How long each person waits between two messages."),
        choices=[
            (0, _("As quickly as one likes")),
            (60, _("One message a minute")),
            (300, _("One message in five minutes")),
            (1800, _("One message in half an hour")),
            (86400, _("One message a day")),
        ],
        coerce=int,
        empty_value="0",
    )
    announcements = forms.BooleanField(
        label=_(
            "Announcements only: whoever began it and those who keep order write, everybody reads and reacts"
        ),
        required=False,
    )


class MoveForm(forms.Form):
    """Which messages go where: into a conversation of their own, or into one that is there."""

    posts = forms.CharField(
        label=_("Which messages"),
        help_text=_(
            "Their numbers, as they stand after # in the address of a message. For example: 12, 15-18"
        ),
        max_length=500,
    )
    title = forms.CharField(label=_("Subject of the new conversation"), max_length=200, required=False)
    to = forms.CharField(
        label=_("Or the address of the conversation they go to"), max_length=300, required=False
    )

    def clean_posts(self) -> list[int]:
        return numbers_in(self.cleaned_data["posts"])

    def clean_to(self) -> int | None:
        return _topic_key(self.cleaned_data["to"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "to" not in self.errors and bool(cleaned.get("title")) == bool(cleaned.get("to")):
            self.add_error("title", _("Please give a subject or an address, one of the two."))
        return cleaned


class MergeForm(forms.Form):
    to = forms.CharField(label=_("Address of the conversation it is added to"), max_length=300)

    def clean_to(self) -> int | None:
        return _topic_key(self.cleaned_data["to"])


class SpaceForm(forms.Form):
    """To which space of this town a conversation goes."""

    space = forms.ModelChoiceField(label=_("Space"), queryset=Community.objects.none())

    def __init__(self, *args: Any, spaces: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = spaces  # type: ignore[attr-defined]  # a choice among rows


def numbers_in(text: str) -> list[int]:
    """12, 15-18 as a list; raises ValidationError for anything else, or more than can be moved at once."""
    found: list[int] = []
    for part in text.replace("#", " ").replace("m", " ").replace(";", ",").replace(",", " ").split():
        first, _dash, last = part.partition("-")
        begin = natural(first, most=10**9)
        end = natural(last, most=10**9) if last else begin
        if begin is None or end is None or not begin <= end <= begin + MOST_MOVED:
            raise forms.ValidationError(_("Please write numbers only. For example: 12, 15-18"))
        found += range(begin, end + 1)
    if not found or len(found) > MOST_MOVED:
        raise forms.ValidationError(_("Please write numbers only. For example: 12, 15-18"))
    return found


def _topic_key(address: str) -> int | None:
    """The key in /discussions/12/ or in the whole address; None for nothing typed."""
    if not address.strip():
        return None
    found = re.search(r"(?:^|/)(\d{1,18})(?:/|$|\?|#)", address.strip())
    if found is None:
        raise forms.ValidationError(_("This is not the address of a conversation."))
    return int(found.group(1))


class LockForm(forms.Form):
    outcome = forms.CharField(
        label=_("What came out of it"),
        help_text=_("What was decided, agreed or learned. It is shown above the conversation."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        error_messages={"required": _("Please say what came out of it, if only that nothing did.")},
    )
