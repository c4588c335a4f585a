"""How long this room keeps who did what. What was relayed stays in the public record; who relayed it, for a year."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alerts.models import Alert, AlertAck, Bulletin, Rules, Transition, Wish
from alerts.states import PUBLIC
from commons.base.retention import BATCH, YEAR, Rows, Rule, delete
from commons.journal.models import Entry
from commons.notices.models import Notice

NAME = _("Relayed information")
OURS = "alerts."
_AFTER_END = _("%(time)s after it was over")
_AFTER_DOING = _("%(time)s after it was done")


def count_and_delete(rows: Rows, fields: Sequence[str]) -> int:
    """How many had read it stays, for the report; who, does not."""
    found = list(rows.order_by("pk").values_list("pk", "bulletin__alert")[:BATCH])
    for alert, count in Counter(alert for _key, alert in found).items():
        Alert.objects.filter(pk=alert).update(acks_kept=F("acks_kept") + count)
    AlertAck.objects.filter(pk__in=[key for key, _alert in found]).delete()
    return len(found)


def delete_with_empty_alerts(rows: Rows, fields: Sequence[str]) -> int:
    """An alert of which nothing was ever relayed goes with its last draft."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    alerts = set(Bulletin.objects.filter(pk__in=keys).values_list("alert", flat=True))
    Bulletin.objects.filter(pk__in=keys).delete()
    Alert.objects.filter(pk__in=alerts, bulletins=None).delete()
    return len(keys)


TABLE = (
    Rule(
        AlertAck,
        _("That you have read it"),
        ("person",),
        7,
        "bulletin__closed_at",
        _AFTER_END,
        _("erased; how many had read it stays"),
        do=count_and_delete,
    ),
    Rule(
        Bulletin,
        _("What was prepared and never relayed"),
        ("issuer", "confirmer"),
        30,
        "changed",
        _("%(time)s after it was last changed"),
        do=delete_with_empty_alerts,
        where=~Q(state__in=sorted(PUBLIC)),
    ),
    Rule(
        Bulletin, _("Who wrote and who confirmed it"), ("issuer", "confirmer"), YEAR, "closed_at", _AFTER_END
    ),
    Rule(
        Transition,
        _("Who did each step, and the reason they gave"),
        ("by", "reason"),
        YEAR,
        "at",
        _AFTER_DOING,
    ),
    Rule(
        Entry,
        _("Your name in the journal of relayed information"),
        ("by", "on_behalf_of"),
        YEAR,
        "at",
        _AFTER_DOING,
        _("the line stays and says “somebody”"),
        where=Q(verb__startswith=OURS),
    ),
    Rule(
        Notice,
        _("Notices about relayed information"),
        ("person", "title"),
        90,
        "at",
        _("%(time)s after you were told"),
        do=delete,
        where=Q(kind__startswith=OURS),
    ),
)

_CODE = "a word of the code"
_RECORD = "what the town made public in the name of an authority"

LASTING = {
    Alert: {"home": "no alert lives elsewhere", "uri": "no alert lives elsewhere"},
    Bulletin: {
        "title": _RECORD,
        "body": _RECORD,
        "source_name": _RECORD,
        "source_url": _RECORD,
        "closed_reason": "why everybody was told that it no longer counts",
    },
    Transition: {"name": _CODE, "before": _CODE},
    Rules: {"official_hosts": "sites of authorities"},
    Wish: {"person": "a choice of one's own, changed at any time and gone with whoever leaves"},
}
