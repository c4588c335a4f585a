"""A post's Markdown as HTML, with mentions of people and with subjects; and both read back from it."""

import re
from html import unescape
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from commons.base.text import clean_remote, linkify, render_markdown
from commons.people.models import Person

# What `linkify` made of a name or a subject: HTML of our own, so its shape is known.
MARKED = re.compile(r'<a (?=[^>]*class="(mention|hashtag)")[^>]*>[@#]([^<>]+)</a>')

MOST_NAMED = 20


def named(name: str) -> Person | None:
    """ "alice" of this town, or "rosa@nord.example" when somebody of that name is known here."""
    handle, _at, home = name.lower().partition("@")
    home = "" if home == settings.CALADE_HOST else home
    return Person.objects.active().filter(handle__iexact=handle, home=home).first()


def _person_href(name: str) -> str | None:
    person = named(name)
    return person.get_absolute_url() if person else None


def subject_href(word: str) -> str:
    """Where a subject leads: to what the town's search finds of it."""
    return f"{reverse('search:results')}?{urlencode({'q': word})}"


def post_html(text: str) -> str:
    """Safe HTML of what somebody typed; raises TooHeavy (a ValidationError) beyond the caps of a post."""
    html = render_markdown(text, profile="post").html
    return str(linkify(html, mention=_person_href, tag=subject_href))


def remote_html(html: str) -> str:
    """Safe HTML of what another server sent."""
    return str(format_html("{}", clean_remote(html)))


def people_named_in(html: str) -> list[Person]:
    """Whom a post of ours names, each once, in order."""
    names = dict.fromkeys(unescape(name) for kind, name in MARKED.findall(html) if kind == "mention")
    found = (named(name) for name in list(names)[:MOST_NAMED])
    return list(dict.fromkeys(person for person in found if person))


def subjects_in(html: str) -> list[str]:
    """The subjects of a post of ours, without their signs."""
    words = (unescape(word) for kind, word in MARKED.findall(html) if kind == "hashtag")
    return list(dict.fromkeys(words))[:MOST_NAMED]
