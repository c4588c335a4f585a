"""The index of search: copies of what is public, made anew whenever that changes. For the register."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from commons.base.register import WITH_PUBLIC, Basis, Holding, Leaving, Processing
from commons.base.retention import Rows
from commons.people.actions import revise_person
from commons.people.models import Person
from commons.search.models import SearchDocument, TitleWord


def _documents(person: Any) -> Rows:
    """The row about the person. What they wrote is found by its own row, and goes with it."""
    kind = ContentType.objects.get_for_model(Person)
    return SearchDocument.objects.filter(about_type=kind, about_id=person.pk)


def _no_longer_found(person: Person) -> None:
    """Whoever objects is not found by their name any more, here or elsewhere, whatever they had said before."""
    revise_person(
        person,
        by=person,
        name=person.name,
        summary=person.summary,
        neighbourhood=person.neighbourhood,
        is_discoverable=False,
        is_indexable=False,
    )


PROCESSINGS = (
    Processing(
        "search",
        _("Search"),
        _("What is public can be found by its words. Nobody’s searches are kept."),
        Basis.PUBLIC_TASK,
        _("Whoever may read the thing itself"),
        (
            Holding(
                SearchDocument,
                _("Words of what is public, as stems"),
                (),
                (
                    "title",
                    "body",
                    "tags",
                    "title_stems",
                    "heading_stems",
                    "body_stems",
                ),
                named=("kind", "href", "home"),
                kept=WITH_PUBLIC,
                leaving=Leaving.GOES,
                find=_documents,
            ),
        ),
        stop=_no_longer_found,
    ),
)

IMPERSONAL = {TitleWord: "single words, from any title"}
