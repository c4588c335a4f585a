"""Who sees what: visitors a summary, members the words, mediators what is theirs, strangers an absence."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commons.moderation.models import Flag
from mutual_aid.actions import pause_listing, revise_listing
from mutual_aid.models import Listing
from mutual_aid.states import ListingState


def titles(browser: Any, address: str = "/entraide/") -> list[str]:
    page = browser.get(address).content.decode()
    return re.findall(r'card-title"><a href="[^"]*">([^<]*)</a>', page)


def test_newest_open_first_and_nothing_that_is_not_on_the_board(settled: Any, ask: Any, visitor: Any) -> None:
    for n, state in enumerate(
        ["open", "covered", "open", "paused", "done", "pending", "draft", "hidden", "expired"]
    ):
        listing = ask(settled(f"person{n}"), title=f"{state} {n}")
        Listing.objects.filter(pk=listing.pk).update(
            state=state, created=timezone.now() - timedelta(days=20 - n)
        )
    assert titles(visitor) == ["open 2", "open 0", "covered 1"]


def test_filters_work_without_script(settled: Any, ask: Any, visitor: Any, bob: Any, signed_in: Any) -> None:
    soon, later = timezone.localdate() + timedelta(days=2), timezone.localdate() + timedelta(days=20)
    ask(settled("a"), title="Élaguer un olivier", kind="task", category="jardinage", needs_by=soon)
    ask(settled("b"), title="A drill", kind="loan", category="outils", needs_by=later, body="with œillets")
    ask(settled("c"), title="Company", category="compagnie")
    for query, expected in {
        "q=ELAGUER": ["Élaguer un olivier"],
        "kind=loan": ["A drill"],
        "category=compagnie": ["Company"],
        f"by={soon.isoformat()}": ["Élaguer un olivier"],
        "where=la-roquette&kind=task": ["Élaguer un olivier"],
        "where=nowhere": ["Company", "A drill", "Élaguer un olivier"],
        "kind=nonsense&by=nonsense&page=x": ["Company", "A drill", "Élaguer un olivier"],
        "q=oeillets": [],
    }.items():
        assert titles(visitor, f"/entraide/?{query}") == expected, query
    assert titles(signed_in(bob), "/entraide/?q=oeillets") == ["A drill"], "members may search in the words"
    assert "Nothing like this for now" in visitor.get("/entraide/?q=zzz").content.decode()


def test_an_empty_board_says_how_to_begin(visitor: Any, roquette: Any) -> None:
    page = visitor.get("/entraide/").content.decode()
    assert "The board is empty" in page and "/entraide/demander/" in page


def test_the_map_counts_and_links(settled: Any, ask: Any, visitor: Any) -> None:
    ask(settled("a"))
    ask(settled("b"), visibility="members")
    assert "/entraide/?carte=1#carte" in visitor.get("/entraide/").content.decode()
    page = visitor.get("/entraide/?carte=1").content.decode()
    assert '<details class="aid-map' in page and "La Roquette · 1</text>" in page
    assert "/entraide/?where=la-roquette#liste" in page
    assert not re.search(r"43\.67[0-9]{2,}|4\.62[0-9]{2,}", page), "no place finer than a neighbourhood"


FILTERS = (
    *("", "?kind=request", "?category=courses", "?where=la-roquette", "?where=la-roquette&around=next"),
    *("?by=2031-01-01", "?q=request", "?q=nowhere", "?free=1", "?mine=1", "?kind=request&q=request&free=1"),
)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_six_queries_at_most_whatever_is_asked(settled: Any, visitor: Any, signed_in: Any, ask: Any) -> None:
    """In a process that has shown the board before, and just after something was written on it."""
    bob, simone = settled("bob"), settled("simone")
    member = signed_in(bob)
    member.post("/entraide/ce-que-je-peux-faire/", {"categories": ["courses"], "reach": "anywhere"})
    for n in range(15):
        listing = ask(settled(f"person{n}"), title=f"Request {n}")
    Listing.objects.filter(title__endswith="3").update(state="covered")
    following = visitor.get("/entraide/").context["older"].removeprefix("/entraide/")
    for browser in (visitor, member):
        for query in (*FILTERS, following, f"{following}&kind=request"):
            browser.get(f"/entraide/{query}")
            revise_listing(listing, by=listing.author, needs_by=timezone.localdate())
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(f"/entraide/{query}").status_code == 200
            asked = [one["sql"] for one in queries]
            assert len(asked) <= 6, (query, browser is member, asked)
    assert simone.name not in visitor.get("/entraide/").content.decode()


def test_a_listing_is_read_in_as_many_queries_however_many_there_are(
    settled: Any, ask: Any, visitor: Any
) -> None:
    counts = []
    for n in range(12):
        listing = ask(settled(f"person{n}"), title=f"Request {n}")
        if n in (1, 11):
            for address in ("/entraide/", listing.get_absolute_url()):
                visitor.get(address)
                with CaptureQueriesContext(connection) as queries:
                    visitor.get(address)
                counts.append(len(queries))
    assert counts[:2] == counts[2:] and max(counts) <= 7, (
        "inside the test's transaction nothing is remembered"
    )


def test_members_pages_have_constant_queries(settled: Any, ask: Any, help_with: Any, signed_in: Any) -> None:
    simone = settled("simone")
    listing = ask(simone, helpers_needed=20)
    browser, counts = signed_in(simone), []
    for n in range(9):
        help_with(listing, settled(f"person{n}"))
        ask(settled(f"asker{n}"))
        if n in (2, 8):
            for address in ("/entraide/", listing.get_absolute_url(), "/entraide/moi/"):
                browser.get(address)
                with CaptureQueriesContext(connection) as queries:
                    browser.get(address)
                counts.append(len(queries))
    assert counts[:3] == counts[3:], counts


def test_visitors_see_the_summary_and_pages_may_be_stored(
    settled: Any, ask: Any, visitor: Any, bob: Any, signed_in: Any
) -> None:
    listing = ask(settled("simone"), body="The lift is broken, CANARY-BODY.", meeting_place="CANARY-PLACE")
    for address in ("/entraide/", listing.get_absolute_url()):
        answer = visitor.get(address)
        page = answer.content.decode()
        assert answer["X-Page-Store"] == "public" and not answer.cookies
        assert "Carry my shopping" in page and "La Roquette" in page
        for hidden in ("CANARY", "Simone", "simone", "csrfmiddlewaretoken"):
            assert hidden not in page, (address, hidden)
        assert "X-Page-Store" not in signed_in(bob).get(address)
    assert "CANARY-BODY" in signed_in(bob).get(listing.get_absolute_url()).content.decode()
    assert "/compte/login/?next=" in visitor.get(listing.get_absolute_url()).content.decode()


def test_requests_stay_out_of_search_engines(settled: Any, ask: Any, visitor: Any) -> None:
    request, offer = ask(settled("simone")), ask(settled("lea"), kind="offer")
    assert 'name="robots" content="noindex"' in visitor.get(request.get_absolute_url()).content.decode()
    assert "noindex" not in visitor.get(offer.get_absolute_url()).content.decode()


def test_members_and_mediators_circles(
    settled: Any, ask: Any, bob: Any, mona: Any, mediator: Any, signed_in: Any, visitor: Any, worker: Any
) -> None:
    for_members = ask(settled("simone"), visibility="members", title="For members")
    discreet = ask(settled("rose"), visibility="mediators", title="A discreet need")
    assert titles(visitor) == []
    assert visitor.get(for_members.get_absolute_url()).status_code == 404
    assert titles(signed_in(bob)) == titles(signed_in(mona)) == ["For members"]
    assert titles(signed_in(mediator)) == ["A discreet need", "For members"]
    worker.run()
    assert [(n.href, n.title) for n in mediator.notices.all()] == [(f"/entraide/relais/{discreet.pk}/", "")]
    assert signed_in(mona).get(discreet.get_absolute_url()).status_code == 404
    kind = ContentType.objects.get_for_model(Listing)
    Flag.objects.create(about_type=kind, about_id=discreet.pk, by=mediator, reason="danger")
    assert signed_in(mona).get(discreet.get_absolute_url()).status_code == 200


def test_absent_and_forbidden_are_the_same_bytes(
    settled: Any, ask: Any, bob: Any, signed_in: Any, visitor: Any
) -> None:
    listing = ask(settled("rose"), visibility="mediators")
    response_pk = 990_001
    for browser in (visitor, signed_in(bob)):
        for form in ("/entraide/{}/", "/entraide/{}/aider/", "/entraide/{}/modifier/"):
            there, nowhere = browser.get(form.format(listing.pk)), browser.get(form.format(990_000))
            assert there.status_code == nowhere.status_code
            mine, other = f"/{listing.pk}/".encode(), b"/990000/"
            assert there.content.replace(mine, b"#") == nowhere.content.replace(other, b"#")
    assert signed_in(bob).post(f"/entraide/{listing.pk}/decision/", {"do": "pause"}).status_code == 404
    assert (
        signed_in(bob).post(f"/entraide/propositions/{response_pk}/decision/", {"do": "accept"}).status_code
        == 404
    )


def test_a_stranger_decides_nothing(settled: Any, ask: Any, help_with: Any, bob: Any, signed_in: Any) -> None:
    listing = ask(settled("simone"))
    response = help_with(listing, settled("lea"))
    for do in (
        "pause",
        "cancel",
        "complete",
        "renew",
        "reopen",
        "resume",
        "approve",
        "hide",
        "refuse",
        "unhide",
    ):
        answer = signed_in(bob).post(f"/entraide/{listing.pk}/decision/", {"do": do, "reason": "Because."})
        assert answer.status_code == 403, do
    for do in ("accept", "decline", "withdraw", "release", "done", "confirm", "dispute", "no_show"):
        answer = signed_in(bob).post(f"/entraide/propositions/{response.pk}/decision/", {"do": do})
        assert answer.status_code == 404, do
    assert signed_in(bob).get(f"/entraide/propositions/{response.pk}/merci/").status_code == 404
    assert Listing.objects.get().state == ListingState.OPEN


def test_put_aside_leaves_the_list_and_comes_back(
    settled: Any, ask: Any, visitor: Any, signed_in: Any
) -> None:
    simone = settled("simone")
    listing = ask(simone)
    pause_listing(listing, by=simone)
    assert titles(visitor) == [] and visitor.get(listing.get_absolute_url()).status_code == 404
    signed_in(simone).post(f"{listing.get_absolute_url()}decision/", {"do": "resume"})
    assert len(titles(visitor)) == 1


def test_hidden_by_a_moderator_with_a_reason_for_its_author(
    settled: Any, ask: Any, mona: Any, bob: Any, signed_in: Any, visitor: Any, worker: Any
) -> None:
    simone = settled("simone")
    listing = ask(simone)
    decide = f"{listing.get_absolute_url()}decision/"
    assert signed_in(mona).post(decide, {"do": "hide", "reason": ""}).status_code == 400
    signed_in(mona).post(decide, {"do": "hide", "reason": "It shows an address."})
    assert titles(visitor) == [] and signed_in(bob).get(listing.get_absolute_url()).status_code == 404
    assert "It shows an address." in signed_in(simone).get(listing.get_absolute_url()).content.decode()
    worker.run()
    assert simone.notices.get().kind == "mutual_aid.listing_hidden"
    signed_in(mona).post(decide, {"do": "unhide"})
    assert titles(visitor) == [listing.title]


def test_an_outlying_village_does_not_make_the_town_a_dot() -> None:
    from commons.places.models import Neighbourhood
    from mutual_aid.mapping import board_map

    ring = [[4.62, 43.674], [4.626, 43.674], [4.626, 43.678]]
    near = [
        Neighbourhood(pk=n, name=f"Near {n}", slug=f"n{n}", cell=f"485{n}.370", ring=ring) for n in range(3)
    ]
    far = Neighbourhood(
        pk=9, name="Salin", slug="salin", cell="4820.376", ring=[[4.7, 43.4], [4.72, 43.4], [4.7, 43.42]]
    )
    drawn = board_map([*near, far], {9: 2, 1: 1}, {n.name: f"?where={n.slug}" for n in [*near, far]})
    by_name = {area["name"]: area for area in drawn["areas"]}
    assert by_name["Salin"] == {"name": "Salin", "d": "", "count": 2, "x": "", "y": 0, "href": "?where=salin"}
    assert [name for name, area in by_name.items() if area["x"] != ""] == ["Near 1"], (
        "one label where three would lie"
    )
