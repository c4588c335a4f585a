"""What can be found of relayed information: what holds or will hold. What is over is found on its list."""

from django.utils.translation import gettext_lazy as _

from alerts.models import Alert
from commons.search.registry import Document, name_kind, register


def alert_document(alert: Alert) -> Document | None:
    current = alert.current
    if current is None or alert.drill or not alert.is_running():
        return None
    body = f"{current.get_event_display()} {current.where_text}\n{current.body}\n{current.source_name}"
    return Document("alert", current.title, body, alert.get_absolute_url(), at=current.published_at)


register(Alert, alert_document)
name_kind("alert", _("Relayed information"))
