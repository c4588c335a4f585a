"""What conversations show on pages of the ground: the home page, a neighbourhood, a community, "me"."""

from typing import Any

from commons.base import sections
from commons.communities import home
from commons.communities.models import Community
from commons.conversations import reading
from commons.people.models import Person

FEW = 4


def talks_under_way(person: Person | None, about: Any) -> dict[str, Any] | None:
    """Always there: a town where nobody talks yet says how to begin."""
    return {"topics": list(reading.recent_topics(None)[:FEW])}


def unread_talks(person: Person, about: Any) -> dict[str, Any] | None:
    topics = list(reading.unread_topics(person)[:FEW])
    return {"topics": topics} if topics else None


def messages_held(person: Person, about: Any) -> dict[str, Any] | None:
    waiting = reading.held_for(person)
    count = waiting.count() if waiting is not None else 0
    return {"count": count} if count else None


def talks_near(person: Person, about: Any) -> dict[str, Any] | None:
    near = person.neighbourhood
    community = near.community if near else None
    topics = list(reading.topics_in(community, person)[:FEW]) if community else []
    return {"topics": topics, "community": community, "neighbourhood": near} if topics else None


def talks_followed(person: Person, about: Any) -> dict[str, Any] | None:
    followed = Community.objects.followed_by(person).values("pk")
    topics = list(reading.recent_topics(person).filter(community__in=followed)[:FEW])
    return {"topics": topics} if topics else None


def talks_in_neighbourhood(person: Person | None, about: Any) -> dict[str, Any] | None:
    return _talks_in(about.community, person) if about.community else None


def talks_in_community(person: Person | None, about: Community) -> dict[str, Any] | None:
    return _talks_in(about, person) if about.kind in reading.SPACES else None


def _talks_in(community: Community, person: Person | None) -> dict[str, Any]:
    return {"topics": list(reading.topics_in(community, person)[:FEW]), "community": community}


def register() -> None:
    home.register("conversations", 30, talks_under_way, "conversations/_home_now.html")
    home.register("conversations", 20, unread_talks, "conversations/_home_unread.html", place=home.WAITING)
    home.register("held messages", 45, messages_held, "conversations/_home_held.html", place=home.WAITING)
    home.register("conversations", 30, talks_near, "conversations/_home_near.html", place=home.NEAR)
    home.register(
        "conversations", 30, talks_followed, "conversations/_home_followed.html", place=home.FOLLOWED
    )
    sections.register(
        "neighbourhood", "conversations", 30, talks_in_neighbourhood, "conversations/_talks_section.html"
    )
    sections.register(
        "community", "conversations", 30, talks_in_community, "conversations/_talks_section.html"
    )
