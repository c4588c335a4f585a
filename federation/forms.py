"""What moderators type about other servers, and people about their other addresses."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.base.egress import BadAddress
from commons.people.actions import MOST_ADDRESSES
from federation import block_lists, policy
from federation.decisions import host_meant
from federation.models import Server


class DecisionForm(forms.Form):
    """One decision about one server. Each choice says what it does."""

    host = forms.CharField(
        label=_("Server"),
        help_text=_("Its host, as in tarascon.example. What stands under it is meant too."),
        max_length=255,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    standing = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what to do.")},
        choices=[
            (Server.Standing.ALLOWED, _("Allow: its people read and answer like everybody")),
            (
                Server.Standing.LIMITED,
                _(
                    "Limit: its people are shown and make notices only for those who follow them, and whoever wants "
                    "to follow from there waits for a yes"
                ),
            ),
            (
                Server.Standing.BLOCKED,
                _(
                    "Suspend: nothing comes in or goes out, follows end for good, and what is here already is hidden "
                    "until the decision is taken back"
                ),
            ),
            (Server.Standing.UNKNOWN, _("Nothing: as if nobody had decided")),
        ],
    )
    hides_media = forms.BooleanField(
        label=_("Do not show its attachments"),
        help_text=_("Images and files, whoever sent them."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody can read it, on the page of the neighbours."),
        max_length=300,
    )
    note = forms.CharField(
        label=_("Note for moderators"),
        help_text=_("Only moderators and administrators read it."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_host(self) -> str:
        try:
            host = host_meant(self.cleaned_data["host"])
        except BadAddress as error:
            raise forms.ValidationError(gettext("This is not the host of a server.")) from error
        if host in policy.with_parents(settings.CALADE_HOST):
            raise forms.ValidationError(gettext("This is where this town lives."))
        return host


class ListForm(forms.Form):
    """A list of another town, from a file or pasted; `mark` names the preview that is agreed to."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV with the columns domain, severity, reject_media and public_comment, as Mastodon exports it."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    text = forms.CharField(
        label=_("Or the lines themselves"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        strip=False,
    )
    mark = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if sent := cleaned.get("file"):
            try:
                cleaned["text"] = _decoded(sent.read(block_lists.LARGEST + 1))
            except forms.ValidationError as error:
                self.add_error("file", error)
                return cleaned
        if not (cleaned.get("text") or "").strip():
            self.add_error("text", gettext("Please choose a file or paste its lines."))
        return cleaned


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise forms.ValidationError(gettext("This file is not text in UTF-8.")) from error


class AddressesForm(forms.Form):
    """Where the same person is, or was, elsewhere: one address per line."""

    addresses = forms.CharField(
        label=_("My other addresses"),
        help_text=_("One per line, five at most: @lea@nord.example, or the address of your page there."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_addresses(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        if len(lines) > MOST_ADDRESSES:
            raise forms.ValidationError(gettext("Five addresses at most."))
        return lines


class MoveForm(forms.Form):
    address = forms.CharField(
        label=_("My new address"),
        help_text=_("As others write it: @lea@nord.example."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )


class HomeForm(forms.Form):
    """Where a visitor is at home."""

    account = forms.CharField(
        label=_("Your address elsewhere"),
        help_text=_("As others write it: @lea@nord.example. It is asked where you are, and not kept."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
