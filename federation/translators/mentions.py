"""Who of this town is named in what others write."""

from django.db.models import Q

from commons.base.addresses import is_ours, thing_at
from commons.conversations import actions
from commons.people.models import Follow, Person
from federation import reader


def mentioned_in(thing: reader.Content, sender: Person) -> list[Person]:
    """Who of this town is named. What comes from a server that nobody here has to do with names nobody (7.13)."""
    ours = [thing_at(mention.href) for mention in thing.mentions if is_ours(mention.href)]
    people = [person for person in ours if isinstance(person, Person)]
    return people if people and is_acquainted(sender.home) else []


def tell_mentioned(people: list[Person], thing: reader.Content, sender: Person) -> str:
    actions.mentioned_elsewhere(people, by=sender, url=thing.url or thing.id)
    return "mentioned"


def is_acquainted(home: str) -> bool:
    """Somebody here follows somebody there, or the other way round."""
    there = Q(person__home=home) | Q(community__home=home)
    follows = Follow.objects.accepted()
    return (
        follows.filter(there, follower__home="").exists()
        or follows.filter(follower__home=home).exclude(there).exists()
    )
