"""What I can do: said on one page, seen by nobody else, taken back with one button."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.journal.models import Entry
from commons.people import leaving
from mutual_aid.availability import Moment, Part, unpacked
from mutual_aid.models import HelperProfile, HelperSkill
from mutual_aid.suggesting import helpers_for

PAGE = "/entraide/ce-que-je-peux-faire/"
SAID = {"categories": ["jardinage", "courses"], "free": ["5-morning", "0-evening"], "reach": "town"}


def test_somebody_says_what_they_can_do_and_changes_it(alice: Any, signed_in: Any) -> None:
    browser = signed_in(alice)
    assert "Saturday morning" in browser.get(PAGE).content.decode(), "each box says its day and its part"
    browser.post(PAGE, SAID)
    browser.post(PAGE, {**SAID, "categories": ["jardinage", "animaux"]})
    profile = HelperProfile.objects.get(person=alice)
    assert {skill.category for skill in profile.skills.all()} == {"jardinage", "animaux"}
    assert unpacked(profile.free) == {Moment(5, Part.MORNING), Moment(0, Part.EVENING)}
    page = browser.get(PAGE).content.decode()
    assert 'value="5-morning" checked' in page and 'value="5-evening" checked' not in page
    entries = Entry.objects.filter(verb="mutual_aid.helper_described")
    assert [(entry.is_public, entry.detail) for entry in entries] == [(False, {})] * 2


@pytest.mark.parametrize(
    "wrong", [{"categories": []}, {"reach": "x"}, {"free": ["9-night"]}, {"paused_until": "x"}]
)
def test_nonsense_is_said_at_its_field_and_the_rest_is_kept(alice: Any, signed_in: Any, wrong: Any) -> None:
    answer = signed_in(alice).post(PAGE, {**SAID, **wrong})
    assert answer.status_code == 422 and "field-wrong" in answer.content.decode()
    assert 'value="0-evening" checked' in answer.content.decode() or "free" in wrong
    assert not HelperProfile.objects.exists()


def test_it_is_forgotten_by_one_button_and_when_somebody_leaves(alice: Any, bob: Any, signed_in: Any) -> None:
    for person in (alice, bob):
        signed_in(person).post(PAGE, SAID)
    assert signed_in(alice).get(f"{PAGE}oublier/").status_code == 405
    signed_in(alice).post(f"{PAGE}oublier/")
    signed_in(alice).post(f"{PAGE}oublier/")
    assert Entry.objects.filter(verb="mutual_aid.helper_forgotten").count() == 1, "twice is once"
    leaving.leave_rooms(bob, erase=False)
    assert not HelperProfile.objects.exists() and not HelperSkill.objects.exists()


def test_mediators_find_who_could_help_but_for_those_concerned(
    settled: Any, ask: Any, help_with: Any, signed_in: Any
) -> None:
    names = ("gus", "asker", "cook", "answered", "resting", "blocked", "busy")
    gus, asker, cook, answered, resting, blocked, busy = (settled(name) for name in names)
    later = (timezone.localdate() + timedelta(days=3)).isoformat()
    for person in (gus, asker, cook, answered, resting, blocked, busy):
        said = {**SAID, "free": []}
        said |= {"categories": ["cuisine"]} if person is cook else {}
        said |= {"paused_until": later} if person is resting else {}
        signed_in(person).post(PAGE, said)
    listing = ask(asker)
    help_with(listing, answered)
    signed_in(blocked).post("/personnes/asker/bloquer/")
    assert asker.blocked_by.filter(blocker=blocked).exists()
    found = helpers_for(listing, asked={busy.pk: 2})
    assert [profile.person for profile, _why in found] == [gus]
    assert found[0][1].for_mediators == "said “Errands”, same neighbourhood"


def test_the_page_is_for_members(visitor: Any, town: Any) -> None:
    assert visitor.get(PAGE).status_code == 302 and visitor.post(PAGE, SAID).status_code == 302
