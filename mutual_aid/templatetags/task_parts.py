"""The hours and roles of a task, for the page of its listing."""

from typing import Any

from django import template

from mutual_aid.models import Listing
from mutual_aid.tasks import Task, task_of

register = template.Library()


@register.simple_tag(takes_context=True)
def task_facts(context: template.Context, listing: Listing) -> Task | None:
    """`{% task_facts listing as task %}`: None for what is no task, or has no hours."""
    person: Any = None if context.get("is_visitor") else context.get("person") or None
    return task_of(person, listing) if listing.kind == Listing.Kind.TASK else None
