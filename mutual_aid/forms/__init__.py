"""The shape of what people type on the board."""

from mutual_aid.forms.answering import FilterForm, HelpForm, ReasonForm, ThanksForm
from mutual_aid.forms.asking import Asking, WhatForm, WhenForm, WhereForm

__all__ = [
    "Asking",
    "FilterForm",
    "HelpForm",
    "ReasonForm",
    "ThanksForm",
    "WhatForm",
    "WhenForm",
    "WhereForm",
]
