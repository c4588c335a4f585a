"""What people write: the shape of a message and of a conversation."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commons.base.text import TooHeavy, check_weight
from commons.conversations.models import EMOJI, Post, Topic
from commons.images.forms import not_too_heavy, telling


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


class RevisionForm(WritingForm):
    """One's own words, changed."""


class PictureForm(forms.Form):
    """A picture that comes with a message, and what one sees in it: neither without the other."""

    file = forms.FileField(
        label=_("A picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    alt = forms.CharField(
        label=_("What one sees in the picture"),
        help_text=_("For those who do not see it. You must have made it yourself, or may pass it on."),
        max_length=300,
        required=False,
    )

    def clean_file(self) -> Any:
        return not_too_heavy(self.cleaned_data["file"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("file"):
            try:
                cleaned["alt"] = telling(cleaned.get("alt", ""))
            except forms.ValidationError as wrong:
                self.add_error("alt", wrong)
        return cleaned


class MessageForm(PictureForm, WritingForm):
    """A message in a conversation; `reply_to` is the number of the message it answers, in the same one."""

    reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def answered(self, posts: Any) -> Post | None:
        seq = self.cleaned_data.get("reply_to")
        found: Post | None = posts.filter(seq=seq).first() if seq else None
        return found

    field_order = ("body", "file", "alt")


class TopicForm(PictureForm, WritingForm):
    title = forms.CharField(
        label=_("Subject"),
        help_text=_("A question or a few words, so that people know what it is about."),
        max_length=200,
    )
    among_members = forms.BooleanField(
        label=_("Only people with an account in this town can read it"), required=False
    )
    field_order = ("title", "body", "file", "alt", "among_members")

    @property
    def reach(self) -> str:
        return Topic.Reach.MEMBERS if self.cleaned_data.get("among_members") else Topic.Reach.EVERYBODY


class CircleTopicForm(PictureForm, WritingForm):
    """Its circle says who reads it."""

    title = forms.CharField(label=_("Subject"), max_length=200)
    field_order = ("title", "body", "file", "alt")


class ReactionForm(forms.Form):
    emoji = forms.ChoiceField(choices=[(emoji, emoji) for emoji in EMOJI])
