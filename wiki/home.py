"""What the wikis show on pages of the ground: the home page, a community, a person's own page, a conversation, the
minutes of an assembly.
"""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.base import sections
from commons.communities import home
from commons.communities.models import Community
from commons.conversations.models import Assembly, Topic
from commons.conversations.models.assemblies import authors_of
from commons.people.models import Person
from wiki import backlog
from wiki.models import Draft, EditProposal, Page, Theme
from wiki.permissions import may_create_page, reviews_somewhere

FEW = 4


def pages_written(person: Person | None, about: Any) -> dict[str, Any] | None:
    """Always there: a town without pages says how to begin."""
    return {"pages": list(Page.objects.standing().heard_by(person).last_changed(FEW))}


def pages_followed(person: Person, about: Any) -> dict[str, Any] | None:
    followed = Community.objects.followed_by(person).values("pk")
    pages = Page.objects.standing().heard_by(person).filter(theme__community__in=followed).last_changed(FEW)
    return {"pages": list(pages)} if pages else None


def texts_waiting(person: Person, about: Any) -> dict[str, Any] | None:
    """Edits that their author has to settle, and texts that were begun."""
    proposals = EditProposal.objects.of(person).unfinished().filter(state=EditProposal.State.CONFLICT)
    drafts = Draft.objects.of(person)
    waiting = {
        "proposals": list(proposals.select_related("page__theme__community")[:FEW]),
        "drafts": list(drafts.order_by("-updated")[:FEW]),
    }
    return waiting if any(waiting.values()) else None


def edits_to_review(person: Person, about: Any) -> dict[str, Any] | None:
    """For those who review: how many edits and new pages there are to look at."""
    count = backlog.count_for(person) if reviews_somewhere(person) else 0
    return {"count": count} if count else None


def pages_of_community(person: Person | None, about: Community) -> dict[str, Any] | None:
    theme = getattr(about, "theme", None)
    if theme is None:
        return None
    pages = list(theme.pages.standing().recent()[:FEW])
    for page in pages:
        page.theme = theme
    return {"pages": pages, "theme": theme}


def talk_of_merged_page(person: Person | None, about: Topic) -> dict[str, Any] | None:
    """The talk of a page that was merged leads to the talk of the page that stays."""
    page = about.about if about.kind == Topic.Kind.TALK else None
    target = page.leads_to if isinstance(page, Page) and page.deleted_at is None else None
    return {"page": page, "target": target} if target else None


def minutes_as_page(person: Person, about: Assembly) -> dict[str, Any] | None:
    """The minutes of an assembly that everybody may read, brought into the form of a new page: whoever brings them
    reads, chooses the title and publishes. Text and summary name their authors and where they come from.
    """
    if not (about.is_over and about.topic.is_public and about.minutes.strip()):
        return None
    themes = [one for one in Theme.objects.own().select_related("community") if may_create_page(person, one)]
    if not themes:
        return None
    authors = authors_of(about.revisions.select_related("by").order_by("number"))
    names = ", ".join(author.name for author in authors) or gettext("the hosts")
    address = settings.CALADE_ORIGIN + about.record_address
    source = gettext("From the minutes of the assembly “%(title)s”, written by %(names)s: %(address)s") % {
        "title": about.topic.title,
        "names": names,
        "address": address,
    }
    return {
        "themes": themes,
        "title": about.topic.title,
        "text": f"{about.minutes.strip()}\n\n---\n\n{source}\n",
        "summary": source if len(source) <= 300 else address[:300],
        "key": uuid4(),
    }


def own_wikis(person: Person, about: Any) -> dict[str, Any] | None:
    return {"person": person}


def writings(person: Person | None, about: Person) -> dict[str, Any] | None:
    return {"person": about} if about.kind == Person.Kind.PERSON else None


def register() -> None:
    home.register("wiki", 20, pages_written, "wiki/_home_now.html")
    home.register("wiki", 30, texts_waiting, "wiki/_home_waiting.html", place=home.WAITING)
    home.register("wiki-review", 40, edits_to_review, "wiki/_home_review.html", place=home.WAITING)
    home.register("wiki", 20, pages_followed, "wiki/_home_followed.html", place=home.FOLLOWED)
    home.register_verb(30, _("Write a page"), lambda: reverse("wiki:themes"), icon="pencil-square")
    sections.register("me", "wiki", 40, own_wikis, "wiki/_me.html")
    sections.register("person", "wiki", 40, writings, "wiki/_person.html")
    sections.register("topic", "wiki", 10, talk_of_merged_page, "wiki/_talk_moved.html")
    sections.register("minutes", "wiki", 10, minutes_as_page, "wiki/_minutes.html")
    sections.register("community", "wiki", 20, pages_of_community, "wiki/_pages_section.html")
