"""The shape of what people type in the wikis."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField, TagWidget

from commons.base.text import check_depth, check_weight, title_key
from commons.base.traps import TrappedForm
from wiki import tags
from wiki.actions import clean_title
from wiki.models import Concealment, Exchange, Page, Protection, Revision, Theme
from wiki.rendering import pages_called

MOST_TITLES = 200
LARGEST_UPLOAD = 10_000_000  # bytes
REVIEW_MODES = [(value, capfirst(label)) for value, label in Theme.Review.choices]
UNREADABLE = "\ufffd"  # what stands for bytes that are no text


def check_text(text: str) -> None:
    """Raises ValidationError for what cannot be the text of a page."""
    check_weight(text, "wiki")
    check_depth(text)
    if UNREADABLE in text:
        raise forms.ValidationError(
            _("Some letters arrived unreadable and became “�”. Please put them right: all the rest is kept."),
            code="unreadable",
        )


class PageTextField(forms.CharField):
    """Kept as it was typed; blanks alone are nothing."""

    default_validators = [check_text]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value.strip())


class WritingForm(forms.Form):
    """What writing a page and changing one share. `client_key` makes a double press one revision, and is the key of the
    draft; `draft` is the one that the form began with, as it was found.
    """

    text = PageTextField(
        label=_("Text of the page"),
        help_text=_(
            "A blank line begins a paragraph. ## begins a heading, * an item of a list. "
            "[[Title of a page]] links to another page of this theme."
        ),
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "true", "dir": "auto"}),
        error_messages={"required": _("Please write something first. To take a page away, ask a steward.")},
    )
    summary = forms.CharField(
        label=_("What you changed, in a few words"),
        help_text=_("It stands in the history of the page. For example: opening hours of the town hall."),
        max_length=300,
        required=False,
    )
    tags = TagField(
        label=_("Tags"),
        help_text=_("Words under which one would look for it, with commas between them: ten at most."),
        max_length=1000,
        required=False,
        widget=TagWidget(attrs={"autocomplete": "off", "list": "tags"}),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    draft = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_key", uuid4())
        self.confirmations: list[tuple[str, str]] = []

    def asks_to_confirm(self, name: str, label: str, why: str) -> None:
        """Ask once about the text: it is saved all the same when the box `name` is ticked."""
        self.confirmations.append((name, label))
        self.add_error("text", forms.ValidationError(why, code=name))

    def clean_tags(self) -> list[str] | None:
        """None where the form had none: the page keeps its own."""
        return self.cleaned_data["tags"] if "tags" in self.data else None


class PageForm(WritingForm):
    """A new page."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("What one would look for. For example: Composting at school."),
    )
    field_order = ["title", "text", "tags", "summary", "client_key"]

    def clean_title(self) -> str:
        return clean_title(self.cleaned_data["title"])


class RevisionForm(WritingForm):
    """A change; `base` is the revision that was on the screen when it began. `settles` is the number of the last of
    the changes that wait, when a reviewer was shown them.
    """

    minor = forms.BooleanField(
        label=_("This is a small correction"), help_text=_("Spelling, punctuation, a link."), required=False
    )
    base = forms.IntegerField(widget=forms.HiddenInput)
    section = forms.CharField(widget=forms.HiddenInput, required=False)
    settles = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ["text", "tags", "summary", "minor", "base", "section", "settles", "client_key"]


class SuggestionForm(TrappedForm, RevisionForm):
    """A correction by a visitor without an account, who agrees that it is published."""

    name = forms.CharField(
        label=_("Your name, as it will be shown"),
        help_text=_("Without one, the history says “a visitor”."),
        max_length=60,
        required=False,
    )
    mail = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only to tell you the answer. It is never shown, and erased once you have been told."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    agreed = forms.BooleanField(
        error_messages={"required": _("Please agree, or the page may not take your text.")}
    )
    field_order = [
        "text",
        "summary",
        "name",
        "mail",
        "agreed",
        "website",
        "base",
        "section",
        "client_key",
        "opened",
    ]

    def __init__(self, licence: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("tags", "minor", "settles", "draft"):
            del self.fields[name]
        agreed = _("I publish my text under the licence %(licence)s. It may be read and reused by everybody.")
        self.fields["agreed"].label = agreed % {"licence": licence}

    def clean_name(self) -> str:
        """One line of signs that can be seen."""
        return " ".join("".join(filter(str.isprintable, self.cleaned_data["name"])).split())


class SettleForm(RevisionForm):
    """The same, after somebody else saved: `onto` is the version that the choices were made against."""

    onto = forms.IntegerField(widget=forms.HiddenInput)
    proposal = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TemplateForm(forms.Form):
    """A text to begin pages with."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("For example: association, recipe."))
    hint = forms.CharField(label=_("What it is good for"), max_length=200, required=False)
    text = PageTextField(
        label=_("Text to begin with"),
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
        help_text=_("Useful headings, and under each a word on what to write there."),
    )


class RevertForm(forms.Form):
    summary = forms.CharField(label=_("Why"), max_length=300, required=False)


class UndoForm(RevertForm):
    """`onto` is the version that the preview was made from."""

    onto = forms.IntegerField(widget=forms.HiddenInput)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_key", uuid4())


class HideForm(forms.Form):
    """What of a version is hidden, and why."""

    parts = forms.TypedMultipleChoiceField(
        label=_("What is hidden"),
        choices=[(part.value, capfirst(part.label)) for part in Revision.Part],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[(value, capfirst(label)) for value, label in Concealment.Reason.choices],
        widget=forms.RadioSelect,
        help_text=_("The reason stands in the public record, with your name."),
    )
    note = forms.CharField(
        label=_("A note for the other stewards and moderators"),
        max_length=300,
        required=False,
        help_text=_("Do not repeat here what is hidden."),
    )

    def __init__(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revision = revision

    def clean_parts(self) -> list[int]:
        parts: list[int] = self.cleaned_data["parts"]
        if Revision.Part.TEXT in parts and self.revision.blob_id in self.revision.page.texts_shown:
            raise forms.ValidationError(
                _("The page shows this text now. Bring back an earlier version first, then hide it."),
                code="shown",
            )
        return parts


class RenameForm(forms.Form):
    title = forms.CharField(label=_("New title"), max_length=200)

    def clean_title(self) -> str:
        return clean_title(self.cleaned_data["title"])


class OtherPageForm(forms.Form):
    """One that names another page of the theme by its title, as its readers know it."""

    def __init__(self, page: Page, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def titles(self) -> QuerySet[Page, str]:
        """To choose from while typing; a theme with more of them is known by those who look after it."""
        others = Page.objects.standing().filter(theme=self.page.theme).exclude(pk=self.page.pk)
        return others.order_by("title").values_list("title", flat=True)[:MOST_TITLES]

    def called(self, title: str) -> Page:
        """Raises ValidationError when no other page of the theme has that title."""
        key = title_key(title)
        found = pages_called(self.page.theme, {key}).get(key)
        if found is None or found.pk == self.page.pk:
            raise forms.ValidationError(_("No other page of this theme has this title."), code="no_page")
        return found


class MergeForm(OtherPageForm):
    into = forms.CharField(
        label=_("The page that stays"),
        max_length=200,
        help_text=_("Its title, in the same theme. This page will lead there."),
        widget=forms.TextInput(attrs={"list": "titles", "autocomplete": "off"}),
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

    def clean_into(self) -> Page:
        return self.called(self.cleaned_data["into"])


class PlaceForm(OtherPageForm):
    """Under which page it stands, and whether its title means several things."""

    parent = forms.CharField(
        label=_("Stands under the page"),
        max_length=200,
        required=False,
        help_text=_("The title of a page of this theme. Empty: it stands on top of the contents."),
        widget=forms.TextInput(attrs={"list": "titles", "autocomplete": "off"}),
    )
    is_disambiguation = forms.BooleanField(
        label=_("This title means several things"),
        help_text=_("The page then only says which pages are about them, with a link to each."),
        required=False,
    )

    def clean_parent(self) -> Page | None:
        title: str = self.cleaned_data["parent"]
        return self.called(title) if title else None


class VerifyForm(forms.Form):
    what = forms.CharField(
        label=_("What you have verified"),
        max_length=200,
        required=False,
        help_text=_("For example: opening hours, by telephone. Everybody can read it."),
    )


class TagForm(forms.Form):
    name = forms.CharField(label=_("New name of the tag"), max_length=tags.LONGEST)


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
        label=_("Whose edits are looked at first"),
        choices=REVIEW_MODES,
        widget=forms.RadioSelect,
    )
    publish_after = forms.IntegerField(
        label=_("Days after which an edit is published by itself"),
        help_text=_("So that nothing waits for ever when nobody has time to look. 0: never by itself."),
        min_value=0,
        max_value=90,
        initial=0,
    )


class AnswerForm(forms.Form):
    """What a reviewer tells the author of something that is not taken."""

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


class EditsAnswerForm(AnswerForm):
    """`seen` is the number of the last version that the reviewer was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class SuggestionAnswerForm(EditsAnswerForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = _("Whoever proposed it reads this.")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("The reason stands in the public record, with your name.")
    )


class ProtectionForm(ReasonForm):
    """Protection is an exception: it has a reason and an end."""

    level = forms.ChoiceField(label=_("Who may edit"), choices=Protection.choices, widget=forms.RadioSelect)
    review = forms.ChoiceField(
        label=_("Whose edits are looked at first"),
        choices=REVIEW_MODES,
        widget=forms.RadioSelect,
        help_text=_("Members see an edit that waits, visitors see it when somebody has looked at it."),
    )
    days = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(7, _("One week")), (30, _("One month")), (180, _("Six months"))],
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )
    field_order = ["level", "review", "days", "reason"]

    @classmethod
    def of(cls, page: Page, posted: Any = None) -> "ProtectionForm":
        return cls(posted, initial={"level": page.level, "review": page.review})

    @property
    def until(self) -> Any:
        return timezone.now() + timedelta(days=self.cleaned_data["days"])


class ExportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of file"),
        choices=[choice for choice in Exchange.Kind.choices if choice[0] != Exchange.Kind.IMPORT],
        initial=Exchange.Kind.MARKDOWN,
        widget=forms.RadioSelect,
    )


class ImportForm(forms.Form):
    """Larger files are for `manage.py import_theme`: the front door lets no larger request in."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "A ZIP of Markdown files, the JSON Lines or the XML of another town, or an export file of MediaWiki "
            "(.xml, also packed as .gz, .bz2 or .xz). Up to 10 MB; larger files are brought in by an administrator."
        ),
        error_messages={"required": _("Please choose a file."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("This file is larger than 10 MB. Please ask an administrator to bring it in."),
                code="too_large",
            )
        return file
