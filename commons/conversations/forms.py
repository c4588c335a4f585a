"""The shape of a message and of a conversation."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.base.text import TooHeavy, check_weight
from commons.conversations.models import EMOJI, Post


class WritingForm(forms.Form):
    """`client_id` goes with each try of the same message, so that trying again never posts twice."""

    body = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write something first.")},
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"client_id": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def ask_to_confirm(self, sentence: str) -> None:
        """Say what should be thought about, and offer a box for who means it all the same."""
        self.fields["confirmed"] = forms.BooleanField(label=_("I mean it"), required=False)
        self.add_error("body", sentence)

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        try:
            check_weight(body, "post")
        except TooHeavy as heavy:
            raise forms.ValidationError(heavy.messages) from heavy
        return body


class MessageForm(WritingForm):
    """A message in a conversation; `reply_to` is the number of the message it answers, in the same one."""

    reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def answered(self, posts: Any) -> Post | None:
        seq = self.cleaned_data.get("reply_to")
        found: Post | None = posts.filter(seq=seq).first() if seq else None
        return found


class TopicForm(WritingForm):
    title = forms.CharField(
        label=_("Subject"),
        help_text=_("A question or a few words, so that people know what it is about."),
        max_length=200,
    )
    field_order = ("title", "body")


class LockForm(forms.Form):
    outcome = forms.CharField(
        label=_("What came out of it"),
        help_text=_("What was decided, agreed or learned. It is shown above the conversation."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        required=False,
    )


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), help_text=_("In a few words, for the other moderators."), max_length=200
    )


class ReactionForm(forms.Form):
    emoji = forms.ChoiceField(choices=[(emoji, emoji) for emoji in EMOJI])
