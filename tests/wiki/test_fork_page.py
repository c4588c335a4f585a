"""A page of another town that becomes ours too, with its origin, its authors and its licence."""

import pytest

from commons.base.errors import MayNot
from commons.communities.actions import remember_community
from commons.people.models import Person
from wiki.actions import (
    CopiedFacts,
    digest_of,
    fork_page,
    mirror_page,
    revise_page,
    set_review,
    theme_from_elsewhere,
)
from wiki.models import EditProposal, Page

pytestmark = pytest.mark.django_db
HOME = "nord.example"
TEXT = "Une digue se surveille.\n"
AUTHORS = [{"name": "Rosa", "address": f"https://{HOME}/ap/person/rosa"}]


@pytest.fixture
def copied(town):
    community = remember_community(
        uri=f"https://{HOME}/ap/group/1",
        home=HOME,
        kind="theme",
        handle="digues",
        name="Digues",
        summary="",
        url="",
    )

    def receive(number=3, text=TEXT, licence="CC BY-SA 4.0"):
        uri = f"https://{HOME}/ap/page/1"
        return mirror_page(
            theme_from_elsewhere(community), uri=uri, home=HOME, url=f"https://{HOME}/digue/", title="La digue",
            text=text, revision_address=f"{uri}/r{number}", number=number, digest=digest_of(text),
            facts=CopiedFacts(licence=licence, contributors=AUTHORS),
        )  # fmt: skip

    return receive


@pytest.fixture
def known(bob):
    Person.objects.filter(pk=bob.pk).update(created="2020-01-01T00:00:00Z", kept_edits=9)
    return Person.objects.get(pk=bob.pk)


def test_a_confirmed_member_begins_our_own_version(copied, theme, known, signed_in, visitor):
    copy = copied()
    browser = signed_in(known)
    assert "Make our own version" in browser.get(copy.get_absolute_url()).text
    answer = browser.post(copy.on("page_fork"), {"theme": theme.pk, "title": "Nos digues"})
    ours = Page.objects.get(home="", title="Nos digues")
    assert answer["Location"] == ours.get_absolute_url()
    assert (ours.current.text, ours.current.author) == (TEXT, known)
    assert (ours.derived_page, ours.derived_from) == (copy, f"https://{HOME}/ap/page/1/r3")
    shown = visitor.get(ours.get_absolute_url()).text
    assert f'href="{copy.url}"' in shown
    assert "Our own version of" in shown
    assert "Rosa" in shown
    assert "CC BY-SA 4.0" in shown


@pytest.mark.parametrize("licence", ["", "Tous droits réservés"])
def test_not_without_a_licence_that_lets_everybody(copied, theme, known, signed_in, licence):
    copy = copied(licence=licence)
    with pytest.raises(MayNot):
        fork_page(copy, theme=theme, by=known, title="Nos digues")
    browser = signed_in(known)
    assert "Make our own version" not in browser.get(copy.get_absolute_url()).text
    assert browser.get(copy.on("page_fork")).status_code == 403


def test_not_by_newcomers_nor_into_a_theme_that_looks_first(copied, theme, known, alice, mona):
    copy = copied()
    with pytest.raises(MayNot):
        fork_page(copy, theme=theme, by=alice, title="Nos digues")
    set_review(theme, by=mona, mode="all")
    theme.refresh_from_db()
    with pytest.raises(MayNot):
        fork_page(copy, theme=theme, by=known, title="Nos digues")


def test_a_title_that_is_taken_is_said_at_its_place(copied, theme, known, page, signed_in):
    answer = signed_in(known).post(copied().on("page_fork"), {"theme": theme.pk, "title": page.title})
    assert answer.status_code == 200
    assert "already has this name" in answer.text


def test_our_version_is_offered_to_where_it_began(copied, theme, known, signed_in):
    ours = fork_page(copied(), theme=theme, by=known, title="Nos digues")
    revise_page(ours, by=known, text=TEXT + "\nEn hiver aussi.\n", based_on=ours.current)
    copied(number=4, text="Bonjour.\n\n" + TEXT)
    browser = signed_in(known)
    assert "Propose our version to" in browser.get(ours.get_absolute_url()).text
    browser.post(ours.on("page_offer_back"))
    browser.post(ours.on("page_offer_back"))
    proposal = EditProposal.objects.get()
    assert (proposal.page, proposal.text) == (ours.derived_page, TEXT + "\nEn hiver aussi.\n")
    assert proposal.base.address == ours.derived_from
