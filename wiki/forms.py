"""The shape of what people type in the wikis."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.text import check_weight, title_key
from wiki.actions import clean_title
from wiki.models import Page, Protection, Theme
from wiki.rendering import pages_called


class WritingForm(forms.Form):
    """What writing a page and changing one share. `client_key` makes a double press one revision."""

    text = forms.CharField(
        label=_("Text of the page"),
        help_text=_(
            "A blank line begins a paragraph. ## begins a heading, * an item of a list. "
            "[[Title of a page]] links to another page of this theme."
        ),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "true"}),
        error_messages={"required": _("Please write something first. To take a page away, ask a steward.")},
    )
    summary = forms.CharField(
        label=_("What you changed, in a few words"),
        help_text=_("It stands in the history of the page. For example: opening hours of the town hall."),
        max_length=300,
        required=False,
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_key", uuid4())

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        check_weight(text, "wiki")
        return text


class PageForm(WritingForm):
    """A new page."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("What one would look for. For example: Composting at school."),
    )
    field_order = ["title", "text", "summary", "client_key"]

    def clean_title(self) -> str:
        return clean_title(self.cleaned_data["title"])


class RevisionForm(WritingForm):
    """A change; `base` is the revision that was on the screen when it began."""

    minor = forms.BooleanField(
        label=_("This is a small correction"), help_text=_("Spelling, punctuation, a link."), required=False
    )
    base = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["text", "summary", "minor", "base", "client_key"]


class SettleForm(RevisionForm):
    """The same, after somebody else saved: `onto` is the version that the choices were made against."""

    onto = forms.IntegerField(widget=forms.HiddenInput)
    proposal = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RevertForm(forms.Form):
    summary = forms.CharField(label=_("Why"), max_length=300, required=False)


class RenameForm(forms.Form):
    title = forms.CharField(label=_("New title"), max_length=200)

    def clean_title(self) -> str:
        return clean_title(self.cleaned_data["title"])


class MergeForm(forms.Form):
    """The title of the page that stays, as its readers know it."""

    into = forms.CharField(
        label=_("The page that stays"),
        max_length=200,
        help_text=_("Its title, in the same theme. This page will lead there."),
    )
    take_text = forms.BooleanField(
        label=_("Add the text of this page at its end"),
        help_text=_("You can put the two in order afterwards."),
        initial=True,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("The reason stands in the public record, with your name.")
    )

    def __init__(self, page: Page, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def clean_into(self) -> Page:
        key = title_key(self.cleaned_data["into"])
        found = pages_called(self.page.theme, {key}).get(key)
        if found is None or found.pk == self.page.pk:
            raise forms.ValidationError(_("No other page of this theme has this title."), code="no_page")
        return found


class ForkForm(forms.Form):
    """Where our own version of a page goes."""

    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.none(), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=200)

    def __init__(self, themes: QuerySet[Theme], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return clean_title(self.cleaned_data["title"])


class ReviewForm(forms.Form):
    mode = forms.ChoiceField(
        label=_("Whose edits are looked at first"), choices=Theme.Review.choices, widget=forms.RadioSelect
    )


class AnswerForm(forms.Form):
    """What a steward tells the author of an edit that is not taken."""

    note = forms.CharField(
        label=_("If you refuse it: why"),
        max_length=300,
        required=False,
        help_text=_("The author reads this."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "refuse" in self.data and not cleaned.get("note"):
            self.add_error("note", _("Please tell the author why."))
        return cleaned


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("The reason stands in the public record, with your name.")
    )


class ProtectionForm(ReasonForm):
    """Protection is an exception: it has a reason and an end."""

    level = forms.ChoiceField(label=_("Who may edit"), choices=Protection.choices, widget=forms.RadioSelect)
    days = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(7, _("One week")), (30, _("One month")), (180, _("Six months"))],
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )
    field_order = ["level", "days", "reason"]

    @classmethod
    def of(cls, page: Page, posted: Any = None) -> "ProtectionForm":
        return cls(posted, initial={"level": page.level})

    @property
    def until(self) -> Any:
        return timezone.now() + timedelta(days=self.cleaned_data["days"])
