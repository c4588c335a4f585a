"""What a moderator decides, what an author answers, what a jury says."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.rules import DECIDABLE
from commons.moderation.actions import Choice
from commons.moderation.models import Answer, Appeal, Decision, Juror

K = Decision.Kind
RULES = [(rule.value, rule.label) for rule in DECIDABLE]
NOTHING = "none"
ACTS = {
    NOTHING: _("No action needed"),
    K.NOTED: _("A word to the author, nothing else"),
    K.EDIT: _("Ask the author to change it"),
    K.HIDDEN: _("Hide it: it can be shown again"),
    K.REMOVED: _("Remove it: only an appeal brings it back"),
    K.LIMITED: _("Let the author only read, for a while"),
    K.SUSPENDED: _("Suspend the account: a second person must confirm"),
}
NEEDS_TIME = (K.LIMITED, K.SUSPENDED)
DAYS = [(1, _("1 day")), (7, _("7 days")), (30, _("30 days")), (180, _("6 months")), (0, _("For good"))]
LONGEST_LIMIT = 30  # days; what is longer is a suspension, which two people decide


class RuleForm(forms.Form):
    """What a moderator decides, under which rule, and what the author reads."""

    rule = forms.ChoiceField(
        label=_("Which rule?"),
        choices=[(rule.value, rule.label) for rule in DECIDABLE],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why? The author will read it."), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecideForm(forms.Form):
    """`acts` are the kinds of decision that can be taken on this thing, beside none."""

    kind = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect)
    rule = forms.ChoiceField(
        label=_("Under which rule?"),
        choices=[("", "…"), *RULES],
        help_text=_("The author reads its sentence. Not asked when nothing is to be done."),
        error_messages={"required": _("Please name the rule.")},
    )
    words = forms.CharField(
        label=_("To the author"),
        help_text=_("What was decided and why. They also read how to ask for another look."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": _("Please say why: the author will read it.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long"),
        help_text=_("For reading only and for a suspension."),
        choices=DAYS,
        coerce=int,
        initial=7,
        required=False,
    )
    answer = forms.CharField(
        label=_("To those who asked"),
        help_text=_("They read it with your decision. Nothing private about the author."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
        error_messages={"required": _("Please say why nothing is to be done: those who asked read it.")},
    )

    def __init__(self, acts: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(act, ACTS[act]) for act in [NOTHING, *acts]]
        if not set(NEEDS_TIME) & set(acts):
            del self.fields["days"]

    def full_clean(self) -> None:
        """A decision needs a rule and a word to the author; without one, those who asked need a word."""
        decides = self.data.get("kind") != NOTHING
        self.fields["rule"].required = self.fields["words"].required = decides
        self.fields["answer"].required = not decides
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == K.LIMITED and not 0 < (said.get("days") or 0) <= LONGEST_LIMIT:
            too_long = _(
                "Reading only lasts 30 days at most. Longer is a suspension, which two people decide."
            )
            self.add_error("days", too_long)
        return said

    @property
    def choice(self) -> Choice:
        said = self.cleaned_data
        kind = "" if said["kind"] == NOTHING else said["kind"]
        return Choice(
            kind=kind, rule=said["rule"], words=said["words"], answer=said["answer"], until=self.until
        )

    @property
    def until(self) -> datetime | None:
        days = int(self.cleaned_data.get("days") or 0) if self.cleaned_data["kind"] in NEEDS_TIME else 0
        return timezone.now() + timedelta(days=days) if days else None


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why it should be looked at again"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
    )
    way = forms.ChoiceField(
        label=_("Who should look?"),
        choices=Appeal.Way.choices,
        initial=Appeal.Way.MODERATOR,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "A jury reads what you wrote, the rule and your words, without names, and answers within three days."
        ),
    )


class AnswerAppealForm(forms.Form):
    reverse = forms.TypedChoiceField(
        label=_("What do you decide?"),
        choices=[("no", _("The decision stays")), ("yes", _("The decision is taken back"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Why? Both sides read it."), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class VoteForm(forms.Form):
    vote = forms.ChoiceField(label=_("Your answer"), choices=Juror.Vote.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Why? Both sides read it, without your name."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class AnswerForm(forms.ModelForm[Answer]):
    rule = forms.ChoiceField(
        label=_("Under which rule?"), choices=[("", _("None in particular")), *RULES], required=False
    )

    class Meta:
        model = Answer
        fields = ("name", "rule", "words")
        labels = {
            "name": _("Its name, for the team"),
            "words": _("To the author"),
        }
