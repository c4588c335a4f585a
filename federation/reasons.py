"""Why a letter waits, in words for administrators. The short reasons are those of `fetch` and `delivery`."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_WORDS = {
    "timeout": gettext_lazy("It does not answer in time."),
    "unreachable": gettext_lazy("Nobody answers at its address."),
    "dns-failure": gettext_lazy("Its name is not found."),
    "dns-timeout": gettext_lazy("Its name is not found in time."),
    "private-address": gettext_lazy("Its name leads into an internal network."),
    "bad-answer": gettext_lazy("Its answer is not understood."),
    "status-408": gettext_lazy("It does not answer in time."),
    "status-429": gettext_lazy("It asks for fewer messages."),
}


def in_words(reason: str) -> str:
    """A sentence; what has none is shown as it is, in brackets."""
    if not reason:
        return ""
    if reason in _WORDS:
        return str(_WORDS[reason])
    if reason.startswith("status-5"):
        return _("It has trouble of its own (answer %(status)s).") % {"status": reason[7:]}
    if reason.startswith("status-"):
        return _("It refuses the message (answer %(status)s).") % {"status": reason[7:]}
    return _("Something failed here (%(reason)s).") % {"reason": reason[:80]}
