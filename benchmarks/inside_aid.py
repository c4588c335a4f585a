"""Inside a town of 50,000 residents with 20,000 live listings: what the board costs, and the worker's clocks.

python -m benchmarks.inside_aid lea@example.org [residents listings] → {"board.visitor.cpu_ms": 4.2, ...} as JSON
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import chain
from random import Random

from .inside import client_of, queries  # isort: skip  (it sets Django up: models can be imported only after it)

from django.db import connection
from django.db.models import F
from django.utils import timezone

from commons.journal.actions import run_errands
from commons.people.models import Person
from commons.places.models import Neighbourhood
from mutual_aid.actions import expire_due, post_listing, the_board
from mutual_aid.categories import Category
from mutual_aid.deadlines import expiry
from mutual_aid.models import HelperProfile, HelperSkill, Listing, ListingWord, SavedAlert
from mutual_aid.models.words import words_of
from mutual_aid.suggesting import helpers_for
from mutual_aid.verbs import Verb

DRAWN = Random(7)
HELPERS = 10_000  # of the residents have said what they can do
TOLD = 20_000  # want to be told of one category around one place
EXPIRING = 10_000
TIMES, PARTS = 20, 200
WORDS = (
    "courses", "pharmacie", "jardin", "porter", "monter", "lire", "lettre", "chien", "promener", "vélo", "réparer",
    "lampe", "cuisine", "repas", "escalier", "ordinateur", "téléphone", "papiers", "impôts", "marché", "mercredi",
    "samedi", "enfants", "école", "devoirs", "chat", "arroser", "plantes", "balcon", "meuble", "déménager", "voiture",
    "gare", "hôpital", "rendez-vous", "compagnie", "café", "parler", "couture", "ourlet", "rideaux", "tringle",
    "perceuse", "échelle", "tondeuse", "haie", "olivier", "potager", "confiture", "gâteau", "anniversaire", "musique",
    "guitare", "français", "anglais", "conversation", "formulaire", "mairie", "poste", "colis", "clés", "fuite",
    "robinet", "ampoule", "peinture", "mur", "bois",
)  # fmt: skip


def fill(residents: int, listings: int) -> None:
    """Rows as the actions write them, by the thousand."""
    places = list(Neighbourhood.objects.all())
    people = Person.objects.bulk_create(
        (
            Person(handle=f"habitant{n}", name=f"Habitante {n}", neighbourhood=DRAWN.choice(places))
            for n in range(residents)
        ),
        batch_size=1000,
    )
    profiles = HelperProfile.objects.bulk_create(
        (HelperProfile(person=person, free=DRAWN.getrandbits(21)) for person in people[:HELPERS]),
        batch_size=1000,
    )
    HelperSkill.objects.bulk_create(
        (
            HelperSkill(profile=profile, category=category)
            for profile in profiles
            for category in DRAWN.sample(list(Category), 3)
        ),
        batch_size=1000,
    )
    SavedAlert.objects.bulk_create(
        (
            SavedAlert(
                person=person,
                category=DRAWN.choice(Category.values),
                neighbourhood=DRAWN.choice(places),
                reach=DRAWN.choice(["here", "next", "town"]),
            )
            for person in people[:TOLD]
        ),
        batch_size=1000,
    )
    Listing.objects.bulk_create(
        (_listing(DRAWN.choice(people), DRAWN.choice(places)) for _ in range(listings)), batch_size=1000
    )
    words = chain.from_iterable(
        words_of(listing) for listing in Listing.objects.filter(words=None).iterator()
    )
    ListingWord.objects.bulk_create(words, batch_size=5000)
    mine = Listing.objects.filter(title__startswith="Pour").alias(part=F("pk") % PARTS)
    for part in range(PARTS):  # a month of them, as they would stand there
        mine.filter(part=part).update(created=timezone.now() - part * timedelta(hours=3.6))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _listing(author: Person, place: Neighbourhood) -> Listing:
    title = f"Pour {' '.join(DRAWN.sample(WORDS, 3))}"
    body = " ".join(DRAWN.choices(WORDS, k=40))
    needs_by = timezone.localdate() + timedelta(days=DRAWN.randrange(40))
    return Listing(
        board=the_board(),
        kind=DRAWN.choice(Listing.Kind.values),
        title=title,
        body=body,
        html=f"<p>{body}</p>",
        category=DRAWN.choice(Category.values),
        author=author,
        visibility=DRAWN.choice(["public", "public", "public", "members", "mediators"]),
        neighbourhood=place,
        cell=place.cell,
        needs_by=needs_by if DRAWN.random() < 0.5 else None,
        expires_at=expiry(needs_by, timezone.localdate()),
        helpers_needed=1,
        state=DRAWN.choice(["open", "open", "open", "covered"]),
    )


def pages() -> dict[str, str]:
    place = Neighbourhood.objects.order_by("pk")[0].slug
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    wanted = {
        "all": "",
        "kind": "?kind=request",
        "category": "?category=jardinage",
        "where": f"?where={place}",
        "around": f"?where={place}&around=next",
        "by": f"?by={day}",
        "words": "?q=pharmacie+lettre",
        "rare_words": "?q=introuvable",
        "free": "?free=on",
        "could": "?mine=on",
        "several": f"?kind=request&category=courses&where={place}&by={day}",
    }
    return {name: f"/entraide/{query}" for name, query in wanted.items()}


def cheaper_half_ms(do: Callable[[], object]) -> float:
    """Mean processor time of the cheaper half of the runs."""
    do()
    spent = []
    for _ in range(TIMES):
        before = time.process_time()
        do()
        spent.append(time.process_time() - before)
    half = sorted(spent)[: TIMES // 2]
    return 1000 * sum(half) / len(half)


def main(email: str, residents: str = "50000", listings: str = "20000") -> None:
    found: dict[str, float] = {}
    fill(int(residents), int(listings))
    for who, client in {"visitor": client_of(""), "member": client_of(email)}.items():
        costs, asked, cold = {}, {}, []
        for name, path in pages().items():
            cold.append(queries(path, client))
            asked[name] = queries(path, client, after=Verb.LISTING_POSTED)
            connection.force_debug_cursor = False
            costs[name] = cheaper_half_ms(lambda path=path, client=client: client.get(path))  # type: ignore[misc]
        print(who, {n: (round(costs[n], 1), asked[n]) for n in costs}, file=sys.stderr)
        found[f"board.{who}.cpu_ms"] = costs.pop("all")
        found[f"board.{who}.queries"] = asked.pop("all")
        found[f"filters.{who}.cpu_ms"] = max(costs.values())
        found[f"filters.{who}.queries"] = max(asked.values())
        found[f"cold.{who}.queries"] = max(cold)
    by = Person.objects.get(account__email=email)
    while run_errands():
        pass
    before, cpu = time.perf_counter(), time.process_time()
    listing = post_listing(
        by=by, kind="request", title="Porter les courses", body="Samedi", category="courses",
        neighbourhood=Neighbourhood.objects.order_by("pk")[0],
    )  # fmt: skip
    while run_errands():
        pass
    found["new_listing.wall_s"], found["new_listing.cpu_s"] = (
        time.perf_counter() - before,
        time.process_time() - cpu,
    )
    before = time.process_time()
    list(helpers_for(listing))
    found["helpers.cpu_s"] = time.process_time() - before
    due = list(Listing.objects.filter(state="open").values_list("pk", flat=True)[:EXPIRING])
    Listing.objects.filter(pk__in=due).update(expires_at=timezone.now())
    before, cpu, expired = time.perf_counter(), time.process_time(), 0
    while done := expire_due():
        expired += done
    found["expiry.wall_s"], found["expiry.cpu_s"] = time.perf_counter() - before, time.process_time() - cpu
    found["expiry.each_ms"] = 1000 * found["expiry.cpu_s"] / max(1, expired)
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
