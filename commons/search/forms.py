"""What a reader asks to see only."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commons.base.text import title_key
from commons.search.engines import Narrowed

PERIODS = {"month": timedelta(days=31), "year": timedelta(days=366)}


class NarrowForm(forms.Form):
    """Read from an address that anybody may write: what cannot be read narrows nothing."""

    kind = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    group = forms.IntegerField(
        label=_("Where"), required=False, min_value=1, max_value=2**62, widget=forms.Select
    )
    town = forms.ChoiceField(
        label=_("Of which town"),
        required=False,
        choices=[
            ("", _("everywhere")),
            ("here", _("this town")),
            ("elsewhere", _("other towns and servers")),
        ],
    )
    tag = forms.CharField(label=_("Tag"), required=False, max_length=200, widget=forms.Select)
    since = forms.ChoiceField(
        label=_("When"),
        required=False,
        choices=[("", _("at any time")), ("month", _("in the last month")), ("year", _("in the last year"))],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="narrow_%s")

    def narrowed(self) -> Narrowed:
        self.is_valid()
        asked = self.cleaned_data
        since = PERIODS.get(asked.get("since", ""))
        return Narrowed(
            kind=asked.get("kind", ""),
            group=asked.get("group"),
            tag=title_key(asked.get("tag", "")),
            town=asked.get("town", ""),
            since=timezone.now() - since if since else None,
        )

    def offer(self, groups: Sequence[tuple[int, str]], tags: Sequence[tuple[str, str]]) -> None:
        self.fields["tag"].widget.choices = [("", _("any, or none")), *tags]
        self.fields["group"].widget.choices = [("", _("everywhere")), *groups]
