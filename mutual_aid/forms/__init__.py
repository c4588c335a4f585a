"""The shape of what people type on the board."""

from mutual_aid.forms.answering import DeclineForm, HelpForm, ReasonForm, ThanksForm, VersionForm
from mutual_aid.forms.asking import Asking, beginning, kept_in
from mutual_aid.forms.finding import FilterForm
from mutual_aid.forms.steps import WhatForm, WhenForm, WhereForm

__all__ = [
    "Asking",
    "DeclineForm",
    "FilterForm",
    "HelpForm",
    "ReasonForm",
    "ThanksForm",
    "VersionForm",
    "WhatForm",
    "WhenForm",
    "WhereForm",
    "beginning",
    "kept_in",
]
