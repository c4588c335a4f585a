"""An assembly: when it is, what it is about, who has a task; its minutes, captions and opinion rounds."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.numbers import natural
from commons.base.text import check_weight
from commons.conversations.actions.opinions import MOST_STATEMENTS
from commons.conversations.forms.circles import SeatForm
from commons.conversations.models import Answer, Assembly, AssemblyRole, OpinionRound
from commons.conversations.models.assemblies import LONGEST_CAPTION
from commons.conversations.models.opinions import LONGEST_STATEMENT

MOST_ITEMS = 20
LONGEST_ITEM = 140
LONGEST = timedelta(hours=16)


class AssemblyForm(forms.Form):
    """`starts_at` and `ends_at` come of it, on the town’s clocks; an end before the beginning is next day."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(label=_("Ends at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(
        label=_("Where"),
        help_text=_("When people also meet in a room. Without a place it is here, on this page."),
        max_length=200,
        required=False,
    )
    agenda = forms.CharField(
        label=_("Agenda"),
        help_text=_(
            "One subject per line, in order, twenty at most. The minutes it may take come after a semicolon. "
            "For example: The benches; 15"
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        required=False,
    )
    keeps_captions = forms.BooleanField(
        label=_(
            "Keep with the record what is typed for those who do not hear; otherwise it is erased at the end"
        ),
        required=False,
    )

    def __init__(self, *args: Any, assembly: Assembly | None = None, **kwargs: Any) -> None:
        self.assembly = assembly
        kwargs["initial"] = {**(_facts(assembly) if assembly else {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if assembly and assembly.is_open:
            for name in ("day", "begins"):
                self.fields[name].disabled = True

    def clean_agenda(self) -> list[tuple[str, int]]:
        found: dict[str, int] = {}
        for line in self.cleaned_data["agenda"].splitlines():
            title, _semicolon, said = line.rpartition(";") if ";" in line else (line, "", "")
            minutes = natural(said.strip().removesuffix("min").strip(), most=600) if said.strip() else 0
            if minutes is None:  # the semicolon belongs to the words
                title, minutes = line, 0
            if title := " ".join(title.split()):
                found.setdefault(title, minutes)
        if len(found) > MOST_ITEMS:
            raise forms.ValidationError(_("Twenty subjects at most, please: nobody stays for more."))
        if any(len(title) > LONGEST_ITEM for title in found):
            raise forms.ValidationError(_("One of the subjects is longer than 140 signs."))
        return list(found.items())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not {"day", "begins", "ends"} <= set(cleaned):
            return cleaned
        day: date = cleaned.pop("day")
        if not timezone.localdate() - timedelta(days=1) <= day <= timezone.localdate() + timedelta(days=731):
            self.add_error("day", _("Please choose a day between today and two years from now."))
            return cleaned
        begins: time = cleaned.pop("begins")
        ends: time = cleaned.pop("ends")
        cleaned["starts_at"] = timezone.make_aware(datetime.combine(day, begins))
        cleaned["ends_at"] = timezone.make_aware(
            datetime.combine(day if ends > begins else day + timedelta(days=1), ends)
        )
        if cleaned["ends_at"] - cleaned["starts_at"] > LONGEST:
            self.add_error("ends", _("It cannot last longer than sixteen hours."))
        elif cleaned["ends_at"] <= timezone.now():
            self.add_error("ends", _("That is over already."))
        return cleaned


def _facts(assembly: Assembly) -> dict[str, Any]:
    begins, ends = timezone.localtime(assembly.starts_at), timezone.localtime(assembly.ends_at)
    lines = [f"{item.title}; {item.minutes}" if item.minutes else item.title for item in assembly.agenda]
    return {
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "place": assembly.place,
        "agenda": "\n".join(lines),
        "keeps_captions": assembly.keeps_captions,
    }


class RoleForm(SeatForm):
    """A person of this town and a task."""

    name = forms.ChoiceField(
        label=_("For which task?"), choices=AssemblyRole.Name.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = _("To whom do you give a task?")
        self.fields["person"].help_text = _(
            "The name after the @, as it stands on their page. They are told."
        )


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("What came out of it"),
        help_text=_(
            "What was decided or agreed, in one or two sentences. It stands in the agenda and the record."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )


class MinutesForm(forms.Form):
    """`base` is the number of the version that was on the screen when it began."""

    text = forms.CharField(
        label=_("Minutes"),
        help_text=_("A blank line begins a paragraph. ## begins a heading, * an item of a list."),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "true", "data-autosave": ""}),
        max_length=20_000,
        required=False,
        strip=False,
    )
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        check_weight(text, "post")
        return text


class CaptionForm(forms.Form):
    text = forms.CharField(
        label=_("What is said"),
        max_length=LONGEST_CAPTION,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"client_id": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **{"auto_id": "caption_%s", **kwargs})

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


class RoundForm(forms.Form):
    question = forms.CharField(label=_("What is it about?"), max_length=200)
    statements = forms.CharField(
        label=_("Statements"),
        help_text=_(
            "One per line, each a complete sentence of at most 140 signs with which one agrees or not. "
            "For example: The benches should stand in the shade."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=6000,
    )
    takes_suggestions = forms.BooleanField(
        label=_("Everybody may suggest statements; a host looks at each before it appears"), required=False
    )

    def clean_statements(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["statements"].splitlines()]
        found = list({line.casefold(): line for line in lines if line}.values())
        if not found or len(found) > MOST_STATEMENTS:
            raise forms.ValidationError(_("Please write between one and forty statements, one per line."))
        if any(len(line) > LONGEST_STATEMENT for line in found):
            raise forms.ValidationError(_("One of the statements is longer than 140 signs."))
        return found


class StatementForm(forms.Form):
    text = forms.CharField(
        label=_("Statement"),
        help_text=_("A complete sentence of at most 140 signs."),
        max_length=LONGEST_STATEMENT,
    )

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


class AnswersForm(forms.Form):
    """One choice for each statement, or none. `answers` comes of it: {statement: Answer}."""

    def __init__(self, *args: Any, opinions: OpinionRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for statement in opinions.shown:
            self.fields[f"s{statement.pk}"] = forms.TypedChoiceField(
                label=statement.text,
                choices=Answer.choices,
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        given = {int(name[1:]): value for name, value in cleaned.items() if value is not None}
        if not given and not self.errors:
            raise forms.ValidationError(_("Please answer one statement at least."))
        return {"answers": given}
