"""Who has a second step for signing in. Whoever looks after others must: their charge sleeps until then."""

from collections.abc import Collection

from allauth.mfa.models import Authenticator
from django.conf import settings

from commons.people.models import Role

STEPS = frozenset({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})
NEED_ONE = frozenset(
    {Role.Name.MODERATOR, Role.Name.ADMINISTRATOR, Role.Name.DATA_OFFICER, Role.Name.MANDATARY}
)


def without_second_step(people: Collection[int]) -> frozenset[int]:
    """Of these persons, those who have none; nobody where the town does not ask for one."""
    if not settings.CALADE_SECOND_STEP:
        return frozenset()
    have = Authenticator.objects.filter(type__in=STEPS, user__person__in=people)
    return frozenset(people) - set(have.values_list("user__person", flat=True))
