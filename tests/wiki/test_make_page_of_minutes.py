"""Minutes of an assembly become a page of a wiki: brought into the form of a new page, read, then published."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commons.communities.models import Community
from commons.conversations import actions
from commons.conversations.models import Assembly, Topic
from commons.people.models import Person
from wiki.models import Page, Theme


@pytest.fixture
def over(town: Any, alice: Person) -> Assembly:
    """An assembly that alice held, with minutes."""
    square = Community.objects.create(kind=Community.Kind.SPACE, handle="place", name="La place")
    topic = actions.start_topic(by=alice, title="Les bancs des quais", text="?", community=square)
    begins = timezone.now() + timedelta(hours=1)
    assembly = actions.call_assembly(topic, by=alice, starts_at=begins, ends_at=begins + timedelta(hours=2))
    actions.open_assembly(assembly, by=alice)
    actions.revise_minutes(assembly, by=alice, text="## Décision\n\nTrois bancs de plus.", base=0)
    actions.close_assembly(assembly, by=alice)
    return Assembly.objects.select_related("topic").get(pk=assembly.pk)


def brought(page: str) -> dict[str, str]:
    """What the hidden fields of the form hold, as a browser sends them."""
    (form,) = re.findall(r'<form class="row" method="post">.*?</form>', page, re.DOTALL)
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    }


def test_bob_brings_the_minutes_into_a_wiki_with_their_authors(
    over: Assembly, theme: Theme, bob: Person, signed_in: Any
) -> None:
    browser = signed_in(bob)
    page = browser.get(over.record_address).content.decode()
    address = f"/wikis/{theme.slug}/nouvelle/"
    assert f'formaction="{address}"' in page
    form = browser.post(address, brought(page))
    assert form.status_code == 200 and not Page.objects.exists(), "nothing is published before he says so"
    shown = form.content.decode()
    assert "Trois bancs de plus." in shown and "written by Alice" in shown and over.record_address in shown
    published = {key: value for key, value in brought(page).items() if key != "preview"}
    answer = browser.post(address, published)
    made = Page.objects.select_related("current").get()
    assert answer.status_code == 302 and made.title == "Les bancs des quais" and made.current is not None
    assert "written by Alice" in made.current.summary and "Trois bancs de plus." in made.current.text


def test_visitors_members_only_and_unfinished_minutes_have_no_such_form(
    over: Assembly, theme: Theme, bob: Person, signed_in: Any, visitor: Client
) -> None:
    assert "/nouvelle/" not in visitor.get(over.record_address).content.decode()
    Topic.objects.update(reach=Topic.Reach.MEMBERS)
    assert "formaction" not in signed_in(bob).get(over.record_address).content.decode()
    Topic.objects.update(reach=Topic.Reach.EVERYBODY)
    Assembly.objects.update(minutes="  ")
    assert "formaction" not in signed_in(bob).get(over.record_address).content.decode()
