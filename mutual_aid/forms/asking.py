"""Asking, offering, lending, organising: three short steps, each with an address of its own and a way back.

What was typed so far is kept between the steps: a member's in a draft, a visitor's sealed in their session. A post
brings one step; `Asking` puts it beside what was kept and says what comes next.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commons.base.numbers import natural
from commons.people.models import Person
from commons.places.models import Neighbourhood
from mutual_aid.categories import Category
from mutual_aid.forms.steps import STEPS, StepForm
from mutual_aid.models import Listing
from mutual_aid.wording import given_away, speaks_of_danger

FLAGS = ["calm", "warned"]  # "nobody is in danger", "everybody may read this number"
PREFILLED = ["title", "body", "category"]


class Asking:
    """Where somebody is in the three steps. `ready` becomes "step", "draft" or "publish" when it is time to act.

    `danger` and `given_away` say that the page must speak first: of the numbers to call, or of what all would read.
    """

    def __init__(
        self,
        kind: str,
        person: Person | None,
        *,
        kept: Mapping[str, str],
        step: int = 0,
        posted: QueryDict | None = None,
        flags: Mapping[str, str] | None = None,
        listing: Listing | None = None,
    ) -> None:
        self.kind, self.person, self.listing = Listing.Kind(kind), person, listing
        self.here, self.ready, self.wish = max(0, min(step, len(STEPS) - 1)), "", "next"
        self.danger, self.given_away, self.is_sent = False, set[str](), posted is not None
        self.values = {"client_key": str(uuid4()), **kept}
        if posted is not None:
            self.here = min(natural(posted.get("step")) or 0, len(STEPS) - 1)
            self._take(posted)
        self.flags = self._flags(posted, flags or {})
        self.bound = [step_form(self.values, kind=self.kind, person=person) for step_form in STEPS]
        self.form: StepForm = self._shown(self.here)

    def _flags(self, posted: QueryDict | None, flags: Mapping[str, str]) -> dict[str, str]:
        """What was confirmed, of the words that were there: who sends the first step may have changed them."""
        sources = [flags] if posted is None else [posted] if self.here == 0 else [posted, flags]
        return {name: "1" for name in FLAGS if any(source.get(name) for source in sources)}

    def _take(self, posted: QueryDict) -> None:
        """All of the step that was shown (a box that is not there was not ticked); of the others, what was sent."""
        shown = (
            STEPS[self.here](kind=self.kind, person=self.person).fields if self.is_draft else self._names()
        )
        self.values |= {name: posted.get(name, "") for name in shown}
        self.values |= {name: posted.get(name, "") for name in self._names() if name in posted}
        if "client_key" in posted:
            self.values["client_key"] = posted.get("client_key", "")

    def _names(self) -> list[str]:
        return [name for step in STEPS for name in step(kind=self.kind, person=self.person).fields]

    def _shown(self, step: int) -> StepForm:
        return STEPS[step](initial=self.values, kind=self.kind, person=self.person)

    def go(self, wish: str) -> None:
        self.wish = wish
        if wish == "change":
            self.show(0)
        elif wish == "back":
            self._back()
        elif wish == "draft":
            self._keep_aside()
        elif wish == "publish":
            self._publish()
        elif not self._wrong(self.here) and not (self.here == 0 and self._warns()):
            self.here, self.ready = min(self.here + 1, len(STEPS) - 1), "step"

    def refuse(self, sentence: str, field: str) -> None:
        """What the action said no to, at its field; everything else stays as it was typed."""
        for step, form in enumerate(self.bound):
            if field in form.fields:
                form.is_valid()
                form.add_error(field, sentence)
                self.here, self.form, self.ready = step, form, ""

    def show(self, step: int) -> None:
        self.here, self.form = step, self._shown(step)

    def _wrong(self, step: int) -> bool:
        """Stay at (or go back to) a step that has errors, and show them."""
        if self.bound[step].is_valid():
            return False
        self.here, self.form = step, self.bound[step]
        return True

    def _back(self) -> None:
        """What is still empty may stay so; what was typed and makes no sense is said first, or it would be lost."""
        form = self.bound[self.here]
        if any(self.values.get(name) for name in form.errors):
            self.form = form
        else:
            self.here, self.ready = max(0, self.here - 1), "step"

    def _publish(self) -> None:
        if not any(self._wrong(step) for step in range(len(STEPS))) and not self._warns():
            self.ready = "publish"

    def _keep_aside(self) -> None:
        """A draft needs a title; whatever else does not fit yet is left empty."""
        self.bound[0].is_valid()
        if "title" in self.bound[0].errors:
            self._wrong(0)
        else:
            self.ready = "draft"

    def _warns(self) -> bool:
        text = f"{self.values.get('title', '')}\n{self.values.get('body', '')}"
        self.danger = speaks_of_danger(text) and "calm" not in self.flags
        self.given_away = set() if self.danger or "warned" in self.flags else given_away(text)
        if self.danger or self.given_away:
            self.show(0)
        return bool(self.danger or self.given_away)

    @property
    def fields(self) -> dict[str, Any]:
        """What was understood, as keywords of the action."""
        understood: dict[str, Any] = {}
        for form in self.bound:
            form.is_valid()
            understood |= form.cleaned_data
        understood.pop("hurry", None)
        empty = {"body": "", "category": Category.OTHER, "neighbourhood": None, "visibility": "public"}
        return {**empty, "helpers_needed": 1, **understood}

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the page holds in hidden fields: what no draft has kept yet, and everything when it shows no form."""
        shown = set() if self.danger else {name for form in self.forms for name in form.fields}
        names = [name for name in self._names() if name not in shown and self.values.get(name)]
        return [(name, self.values[name]) for name in [*names, "client_key"]]

    @property
    def forms(self) -> list[StepForm]:
        """The step that is shown; all of them for what is on the board already."""
        if self.is_draft:
            return [self.form]
        return self.bound if self.is_sent else [self._shown(step) for step in range(len(STEPS))]

    @property
    def is_last(self) -> bool:
        return self.here == len(STEPS) - 1

    @property
    def is_draft(self) -> bool:
        return self.listing is None or self.listing.state == Listing.State.DRAFT

    @property
    def steps(self) -> list[dict[str, Any]]:
        words = [_("What"), _("When"), _("Where")]
        states = ["done" if n < self.here else "here" if n == self.here else "" for n in range(len(words))]
        return [{"word": word, "state": state} for word, state in zip(words, states, strict=True)]


def beginning(person: Person | None, query: QueryDict) -> dict[str, str]:
    """What an empty form holds: the person's own neighbourhood, and what the link that led here asked for."""
    asked = {name: query.get(name, "")[:5000] for name in PREFILLED if query.get(name)}
    if asked.get("category") not in Category.values:
        asked.pop("category", None)
    home = str(person.neighbourhood_id or "") if person else ""
    place = Neighbourhood.objects.filter(slug=query.get("neighbourhood", "")).first()
    usual = {"neighbourhood": str(place.pk) if place else home, "helpers_needed": "1", "visibility": "public"}
    return usual | asked


def kept_in(listing: Listing) -> dict[str, str]:
    """What the fields of a listing hold, as a browser would send it."""
    place = getattr(listing, "meeting_place", None)
    return {
        "client_key": str(listing.client_key or ""),
        "title": listing.title,
        "category": str(listing.category),
        "body": listing.body,
        "hurry": "day" if listing.needs_by else "",
        "needs_by": listing.needs_by.isoformat() if listing.needs_by else "",
        "part_of_day": listing.part_of_day,
        "standing": "on" if listing.standing else "",
        "helpers_needed": str(listing.helpers_needed),
        "neighbourhood": str(listing.neighbourhood_id or ""),
        "meeting_place": place.text if place else "",
        "visibility": listing.visibility,
        "share": "on" if listing.share else "",
    }
