"""The shape of what people type about alerts."""

from alerts.forms.deciding import ConfirmForm, ReasonForm, RulesForm
from alerts.forms.wishes import WishForm
from alerts.forms.writing import BulletinForm

__all__ = ["BulletinForm", "ConfirmForm", "ReasonForm", "RulesForm", "WishForm"]
