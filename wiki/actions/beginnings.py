"""Templates: what a theme offers to begin a page with. Its stewards keep them."""

from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import Conflict, MayNot
from commons.base.text import check_weight
from commons.journal.actions import record
from commons.people.models import Person
from wiki.models import PageTemplate, Theme
from wiki.permissions import may_keep_templates
from wiki.verbs import Verb


@transaction.atomic
def add_template(
    theme: Theme, *, by: Person | None, name: str, text: str, hint: str = "", made_of: str = ""
) -> PageTemplate:
    """`by` None is the first set-up of the town. Raises Conflict when the theme has one of that name."""
    _check(theme, by)
    check_weight(text, "wiki")
    _refuse_taken(theme, name)
    template = PageTemplate.objects.create(
        theme=theme, name=name, hint=hint[:200], text=text.replace("\x00", ""), made_of=made_of
    )
    record(Verb.TEMPLATE_ADDED, by=by, about=theme, name=name)
    return template


@transaction.atomic
def revise_template(
    template: PageTemplate, *, by: Person, name: str, text: str, hint: str = ""
) -> PageTemplate:
    _check(template.theme, by)
    check_weight(text, "wiki")
    _refuse_taken(template.theme, name, but=template)
    template.name, template.hint, template.text = name, hint[:200], text.replace("\x00", "")
    template.save(update_fields=["name", "hint", "text", "changed"])
    record(Verb.TEMPLATE_REVISED, by=by, about=template.theme, name=name)
    return template


@transaction.atomic
def remove_template(template: PageTemplate, *, by: Person) -> None:
    """Pages that began with it stay as they are."""
    _check(template.theme, by)
    record(Verb.TEMPLATE_REMOVED, by=by, about=template.theme, name=template.name)
    template.delete()


def _check(theme: Theme, by: Person | None) -> None:
    if by is not None and not may_keep_templates(by, theme):
        raise MayNot


def _refuse_taken(theme: Theme, name: str, but: PageTemplate | None = None) -> None:
    others = theme.templates.filter(name=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Conflict(_("This theme has a template of that name already."))
