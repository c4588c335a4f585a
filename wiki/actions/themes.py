"""Themes: opened here, or remembered from elsewhere."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commons.base.errors import MayNot
from commons.communities.actions import describe_community, open_community
from commons.communities.models import Community
from commons.journal.actions import record
from commons.people.models import Person
from wiki.actions.writing import lock_theme
from wiki.models import Theme
from wiki.permissions import may_set_review, may_set_theme
from wiki.verbs import Verb

# Addresses of the wikis themselves, where a theme could not be reached.
RESERVED = frozenset(
    {
        "a-entretenir",
        "a-relire",
        "brouillons",
        "contributions",
        "corrections",
        "ouvrir",
        "par-etiquette",
        "recents",
        "suivi",
    }
)


@transaction.atomic
def open_theme(
    *,
    by: Person | None,
    handle: str,
    name: str,
    description: str,
    rules: str = "",
    licence: str = "CC BY-SA 4.0",
) -> Theme:
    """`by` None is the first set-up of the town; everybody else must be an administrator. Raises ValidationError for a
    handle that is an address of the wikis themselves.
    """
    if handle in RESERVED:
        raise ValidationError(
            _("The wikis use this address themselves. Please choose another."), code="reserved"
        )
    community = open_community(
        by=by, kind=Community.Kind.THEME, handle=handle, name=name, summary=description
    )
    theme = Theme.objects.create(community=community, rules=rules, licence=licence)
    record(Verb.THEME_OPENED, by=by, about=theme)
    return theme


@transaction.atomic
def theme_from_elsewhere(community: Community) -> Theme:
    """Where copies of the pages of a community that lives elsewhere are kept."""
    theme, _made = Theme.objects.get_or_create(community=community, defaults={"licence": ""})
    return theme


@transaction.atomic
def set_review(theme: Theme, *, by: Person, mode: str, publish_after: int = 0) -> Theme:
    """Say whose edits somebody looks at first, and after how many days they are published all the same (0: never)."""
    theme = lock_theme(theme)
    if not may_set_review(by, theme):
        raise MayNot
    theme.review_mode, theme.publish_after = Theme.Review(mode), publish_after
    theme.save(update_fields=["review_mode", "publish_after", "changed"])
    record(Verb.REVIEW_SET, by=by, about=theme, mode=str(mode), publish_after=publish_after)
    return theme


@transaction.atomic
def set_theme(theme: Theme, *, by: Person, description: str | None = None, **facts: Any) -> Theme:
    """Change what the theme says of itself and asks of its pages; `facts` are fields of Theme. One entry says which
    changed, none when nothing did.
    """
    theme = lock_theme(theme)
    if not may_set_theme(by, theme):
        raise MayNot
    changed = [name for name, value in facts.items() if getattr(theme, name) != value]
    for name in changed:
        setattr(theme, name, facts[name])
    theme.save(update_fields=[*changed, "changed"])
    if description is not None and description != theme.community.summary:
        describe_community(theme.community, summary=description)
        changed.append("description")
    if changed:
        record(Verb.THEME_SET, by=by, about=theme, changed=sorted(changed))
    return theme
