"""How moderation looks at what the town relays: it can only be talked about, since its issuers end it."""

from django.utils.translation import gettext_lazy as _

from alerts.models import Alert
from commons.moderation.flaggable import Kind, register


def _words(alert: Alert) -> str:
    return f"{alert}\n{alert.current.body if alert.current else ''}".strip()


def register_kinds() -> None:
    register(
        Kind(
            Alert,
            _("relayed information"),
            "alerts",
            readable_by=lambda person: Alert.objects.published(),
            author=lambda alert: None,
            beside=("current",),
            words=_words,
        )
    )
