"""Two quiet tests that tell programs from people and ask people nothing: a field that nobody sees, and how long a form
was open. Whoever is held back by one is told so, keeps what they typed, and may send it again.
"""

from typing import Any

from django import forms
from django.core.signing import BadSignature, TimestampSigner
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

QUICKEST = 4  # seconds
LONGEST = 24 * 3600  # seconds

_signer = TimestampSigner(salt="commons.base.traps")


class TrappedForm(forms.Form):
    """A form for visitors. `website` is drawn out of sight (parts/_trap.html) and stays empty."""

    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(None if data is None else data.copy(), *args, **kwargs)
        self.initial.setdefault("opened", _signer.sign(""))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if caught := self._caught(str(cleaned.get("website", "")), str(cleaned.get("opened", ""))):
            self.add_error(None, caught)
        return cleaned

    def _caught(self, website: str, opened: str) -> str:
        """The sentence to be told; what is sent again after it passes."""
        if website:
            self._set("website", "")
            return _(
                "A field was filled in that people do not see. It is empty again: please send once more."
            )
        try:
            _signer.unsign(opened, max_age=LONGEST)
        except BadSignature:
            self._set("opened", _signer.sign(""))
            return _("This form was open for very long. Please read your text again, then send it.")
        try:
            _signer.unsign(opened, max_age=QUICKEST)
        except BadSignature:
            return ""
        return _("That was very quick. Please read your text once more, then send it.")

    def _set(self, name: str, value: str) -> None:
        self.data[name] = value  # type: ignore[index]  # a copy: see __init__
