"""What the gate looks for, as moderators keep it."""

from django.db import transaction

from commons.base.errors import MayNot
from commons.journal.actions import record
from commons.moderation.models import WatchList
from commons.moderation.permissions import may_keep_list
from commons.moderation.verbs import Verb
from commons.people.models import Person


@transaction.atomic
def revise_list(*, by: Person, words: str, hosts: str, **numbers: int) -> WatchList:
    """Change what the gate looks for, one expression per line, and its numbers (`links_talk`...). The journal says how
    many expressions came and went.
    """
    if not may_keep_list(by):
        raise MayNot
    listed = WatchList.objects.select_for_update().order_by("pk").last() or WatchList()
    before = listed.word_keys | listed.host_keys
    listed.words, listed.hosts = words, hosts
    for name, number in numbers.items():
        setattr(listed, name, number)
    listed.save()
    after = listed.word_keys | listed.host_keys
    added, removed = len(after - before), len(before - after)
    record(Verb.LIST_REVISED, by=by, about=listed, public=False, added=added, removed=removed)
    return listed
