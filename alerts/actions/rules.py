"""What administrators decide about relayed information."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from alerts.models import Rules
from alerts.permissions import may_keep_rules
from alerts.verbs import Verb
from commons.base.errors import MayNot, Refused
from commons.journal.actions import record
from commons.people.models import Person

HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]")


def the_rules() -> Rules:
    return Rules.objects.get_or_create(pk=1)[0]


def strange_hosts(typed: str) -> list[str]:
    """What cannot be the name of a site: an address with its path, a word, a whole ending like "fr"."""
    return [word for word in typed.lower().split() if not HOST.fullmatch(word)]


@transaction.atomic
def revise_rules(*, by: Person, official_hosts: str, most_a_day: int) -> Rules:
    if not may_keep_rules(by):
        raise MayNot
    if strange_hosts(official_hosts) or not 1 <= most_a_day <= 100:
        raise Refused(_("Please write one site a line, and a number from 1 to 100."))
    rules = Rules.objects.select_for_update().get(pk=the_rules().pk)
    rules.official_hosts = "\n".join(dict.fromkeys(official_hosts.lower().split()))
    rules.most_a_day = most_a_day
    rules.save()
    record(Verb.RULES_REVISED, by=by, about=rules)
    return rules
