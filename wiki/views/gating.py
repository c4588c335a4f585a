"""What somebody who is not known yet is about to save goes through the gate."""

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commons.base.limits import who_asks
from commons.base.screening import Outcome, Typed, Verdict, screen
from commons.people.middleware import asking
from wiki.forms import WritingForm
from wiki.models import Theme
from wiki.pending import Editor
from wiki.permissions import editor_of


def screened(
    request: HttpRequest, form: WritingForm, *, theme: Theme, about: Model, before: str, after: str
) -> Verdict:
    """What the gate says, which passes all whom the theme knows; what it asks or refuses stands at the text."""
    person = asking(request)
    if not theme.is_local or editor_of(person, theme) is not Editor.NEW:
        return Verdict(Outcome.PASS)
    confirmed = "confirmed" in form.data
    verdict = screen(Typed(about, before, after, who=who_asks(request), by=person, confirmed=confirmed))
    if verdict.outcome == Outcome.ASK:
        form.asks_to_confirm("confirmed", _("This is meant"), verdict.sentence)
    elif verdict.outcome == Outcome.REFUSE:
        form.add_error("text", verdict.sentence)
    return verdict
