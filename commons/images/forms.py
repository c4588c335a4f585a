"""The shape of what people say about a picture."""

import re
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commons.base.text import fold
from commons.images import licences
from commons.images.files import LARGEST
from commons.images.models import Image

OWN = "own"
FILE_NAME = re.compile(r"\S+\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)", re.IGNORECASE)
NOT_LETTERS = re.compile(r"[\W\d_]+")
# What cameras and programs call a picture, and what says no more than that it is one.
EMPTY_WORDS = {
    "capture", "capture d ecran", "dsc", "dscf", "dscn", "illustration", "image", "img", "img wa", "photo",
    "photographie", "picture", "pxl", "sans titre", "screenshot", "untitled", "une image", "une photo",
}  # fmt: skip
FEWEST_LETTERS = 3


def not_too_heavy(file: Any) -> Any:
    """The file that was sent, if there is one."""
    if file and file.size > LARGEST:
        raise forms.ValidationError(
            _("This file weighs more than 10 MB. Most programs can save it smaller."), code="heavy"
        )
    return file


def telling(alt: str) -> str:
    """What one sees, when it says something; raises ValidationError for nothing, or for the name of a file."""
    alt = " ".join(alt.split())
    letters = NOT_LETTERS.sub(" ", fold(alt)).strip()
    if FILE_NAME.fullmatch(alt) or letters in EMPTY_WORDS or len(letters) < FEWEST_LETTERS:
        raise forms.ValidationError(
            _(
                "This says nothing to somebody who does not see the picture. What would you tell them by telephone?"
            ),
            code="says_nothing",
        )
    return alt


class DescriptionForm(forms.Form):
    """What one sees, the caption, whose it is."""

    alt = forms.CharField(
        label=_("What one sees in the picture"),
        help_text=_(
            "For those who do not see it. For example: three children turn a heap of compost with forks."
        ),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={
            "required": _(
                "Please say in a few words what one sees: some people do not see the picture, and hear your words."
            )
        },
    )
    caption = forms.CharField(
        label=_("Caption"),
        help_text=_("What stands under the picture: who, where, when."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    licence = forms.ChoiceField(
        label=_("Whose picture is it?"),
        help_text=_("People whom one recognises must have agreed to be shown."),
        choices=[
            (OWN, _("Mine: I made it, and everybody may take it up with my name (CC BY-SA 4.0)")),
            *(
                (name, format_lazy(_("Somebody else’s: {name}"), name=name))
                for name in list(licences.NAMES)[:-1]
            ),
            (licences.PUBLIC_DOMAIN, _("Everybody’s: its author died more than 70 years ago")),
        ],
        initial=OWN,
        widget=forms.RadioSelect,
    )
    credit = forms.CharField(
        label=_("Who made it, and where you found it"),
        help_text=_(
            "Only if you did not make it yourself. For example: Jeanne Arnaud, Archives municipales."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def clean_alt(self) -> str:
        return telling(self.cleaned_data["alt"])

    def clean_caption(self) -> str:
        return " ".join(self.cleaned_data["caption"].split())

    def clean(self) -> dict[str, Any]:
        """What was chosen as one's own work has no other author than the one who sends it."""
        cleaned: dict[str, Any] = super().clean() or {}
        credit = " ".join(cleaned.get("credit", "").split())
        if cleaned.get("licence") == OWN:
            cleaned["licence"], credit = licences.OWN_WORK, ""
        elif cleaned.get("licence") and not credit and "credit" not in self.errors:
            self.add_error(
                "credit", _("Please say who made it, and where you found it: the licence asks for it.")
            )
        return {**cleaned, "credit": credit}


class ImageForm(DescriptionForm):
    """A new picture. What the file is called is read by nobody."""

    file = forms.FileField(
        label=_("The picture"),
        help_text=_(
            "JPEG, PNG, WebP or GIF, 10 MB at most; of a picture that moves, the first image alone. "
            "What the camera notes, such as the place, is taken out."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={
            "required": _("Please choose a picture on your device."),
            "empty": _("This file is empty."),
        },
    )
    field_order = ["file", "alt", "caption", "licence", "credit"]

    def clean_file(self) -> Any:
        return not_too_heavy(self.cleaned_data["file"])


class HideImageForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=Image.Reason.choices,
        widget=forms.RadioSelect,
        help_text=_("The reason stands in the public record, with your name."),
    )
