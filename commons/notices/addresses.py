"""Who reads at a secret address."""

from typing import Any

from commons.notices.models import FeedAddress
from commons.notices.models.answers import digest_of


def person_reading(token: str) -> Any:
    """The person whose address it is, while they are here; None for any other."""
    row = FeedAddress.objects.select_related("person").filter(digest=digest_of(token)).first()
    return row.person if row and row.person.is_local and row.person.is_active else None


def token_of(person: Any) -> str:
    """Their address as it stands; "" when they have none, or the secret that sealed it is lost."""
    row = FeedAddress.objects.filter(person=person).first()
    return row.token if row else ""
