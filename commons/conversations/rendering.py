"""A post's Markdown as HTML, with mentions of people of this town."""

from django.utils.html import format_html

from commons.base.text import clean_remote, linkify, render_markdown
from commons.people.models import Person


def _person_href(handle: str) -> str | None:
    person = Person.objects.filter(handle__iexact=handle.lstrip("@"), home="").first()
    return person.get_absolute_url() if person else None


def post_html(text: str) -> str:
    """Safe HTML of what somebody typed; raises TooHeavy (a ValidationError) beyond the caps of a post."""
    return str(linkify(render_markdown(text, profile="post").html, mention=_person_href))


def remote_html(html: str) -> str:
    """Safe HTML of what another server sent."""
    return str(format_html("{}", clean_remote(html)))
