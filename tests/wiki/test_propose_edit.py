"""Pages that live elsewhere, and edits that cross the border."""

import pytest
from django.utils import timezone

from commons.base.errors import MayNot, NotHere
from commons.communities.actions import remember_community
from commons.journal.models import Entry
from commons.notices.models import Notice
from wiki.actions import (
    delete_page,
    digest_of,
    edit_accepted_elsewhere,
    edit_queued_elsewhere,
    edit_refused_elsewhere,
    mirror_page,
    propose_edit,
    protect_page,
    remove_mirror,
    revise_page,
    theme_from_elsewhere,
)
from wiki.models import EditProposal, Page, Revision
from wiki.states import PROPOSAL, State
from wiki.verbs import Verb

from .conftest import TEXT

pytestmark = pytest.mark.django_db
HOME = "nord.example"


@pytest.fixture
def theirs(town):
    community = remember_community(
        uri=f"https://{HOME}/ap/group/1",
        home=HOME,
        kind="theme",
        handle="digues",
        name="Digues",
        summary="",
        url="",
    )
    return theme_from_elsewhere(community)


@pytest.fixture
def copied(theirs):
    """copied(3, text) is what their town says of the page."""

    def receive(number, text, title="La digue", uri=f"https://{HOME}/ap/page/1"):
        return mirror_page(
            theirs, uri=uri, home=HOME, url=f"https://{HOME}/wikis/digues/la-digue/", title=title, text=text,
            revision_address=f"{uri}/r{number}", number=number, digest=digest_of(text),
        )  # fmt: skip

    return receive


@pytest.fixture
def copy(copied):
    return copied(3, TEXT)


# --- copies ------------------------------------------------------------------------------------------------


def test_a_copy_says_whose_it_is(visitor, copy):
    answer = visitor.get(copy.get_absolute_url())
    assert HOME in answer.text
    assert "copy of" in answer.text
    assert "on trie" in answer.text
    assert f'href="{copy.url}"' in answer.text
    assert copy.current.kind == Revision.Kind.MIRROR


def test_an_older_number_changes_nothing(copy, copied):
    copied(2, "Vieux texte.")
    copied(3, "Autre texte sous le même numéro.")
    copy.refresh_from_db()
    assert copy.current.text == TEXT
    assert copy.revisions.count() == 1
    copied(7, "Neuf.", title="Le nouveau titre")
    copy.refresh_from_db()
    assert (copy.current.text, copy.edit_count, copy.title) == ("Neuf.\n", 7, "Le nouveau titre")


def test_a_stale_copy_says_so(visitor, copy, copied):
    Page.objects.filter(pk=copy.pk).update(stale_since=timezone.now())
    assert "has not answered since" in visitor.get(copy.get_absolute_url()).text
    copied(3, TEXT)
    assert "has not answered since" not in visitor.get(copy.get_absolute_url()).text


def test_nobody_writes_into_somebody_elses_theme(theme, copied, theirs):
    with pytest.raises(NotHere):
        mirror_page(
            theme, uri=f"https://{HOME}/ap/page/9", home=HOME, url="", title="x", text="x", revision_address="",
            number=1, digest="",
        )  # fmt: skip


def test_titles_that_are_one_here_and_two_there(copied):
    one = copied(1, "Un.", title="Été", uri=f"https://{HOME}/ap/page/a")
    two = copied(1, "Deux.", title="ete", uri=f"https://{HOME}/ap/page/b")
    assert one.get_absolute_url() != two.get_absolute_url()
    assert copied(1, "Trois.", title="[[#|]]", uri=f"https://{HOME}/ap/page/c").title == "Page"


def test_what_its_home_deleted_is_gone(visitor, copy, copied):
    remove_mirror(copy)
    remove_mirror(copy)
    assert visitor.get(copy.get_absolute_url()).status_code == 410
    copied(4, TEXT)
    assert visitor.get(copy.get_absolute_url()).status_code == 200


def test_a_copy_is_not_edited_in_place(alice, mona, copy):
    with pytest.raises(MayNot):
        revise_page(copy, by=alice, text="Non.", based_on=copy.current)
    with pytest.raises(MayNot):
        protect_page(copy, by=mona, level="stewards", reason="", until=None)


# --- from here to elsewhere -------------------------------------------------------------------------------


def test_the_same_form_proposes_a_change_to_the_other_town(alice, copy, signed_in, form_of, visitor):
    browser = signed_in(alice)
    form = form_of(browser, copy)
    assert f"Propose to {HOME}" in browser.get(copy.on("page_edit")).text
    form |= {"text": TEXT.replace("lundi", "jeudi"), "summary": "Le jour"}
    answer = browser.post(copy.on("page_edit"), form, follow=True)
    browser.post(copy.on("page_edit"), form)

    assert f"Your change is proposed, waiting for {HOME}." in answer.text
    proposal = EditProposal.objects.get()
    assert (proposal.state, proposal.base, proposal.base_digest) == (
        State.PENDING,
        copy.current,
        digest_of(TEXT),
    )
    entry = Entry.objects.get(verb=Verb.EDIT_PROPOSED)
    assert (entry.by, entry.about) == (alice, proposal)
    copy.refresh_from_db()
    assert copy.current.text == TEXT
    assert "waiting for" not in visitor.get(copy.get_absolute_url()).text
    assert "Le jour" in browser.get(proposal.get_absolute_url()).text


def test_only_its_author_sees_a_proposal(alice, bob, copy, signed_in):
    proposal = propose_edit(copy, by=alice, text="Mien.", based_on=copy.current)
    assert signed_in(bob).get(proposal.get_absolute_url())["Location"] == copy.get_absolute_url()


def test_the_other_town_accepts(alice, copy, signed_in, worker):
    proposal = propose_edit(copy, by=alice, text="Mieux.\n", based_on=copy.current)
    for _twice in range(2):
        edit_accepted_elsewhere(proposal, revision_address=f"https://{HOME}/r4", number=4, text="Mieux.\n")
    proposal.refresh_from_db()
    copy.refresh_from_db()
    assert (proposal.state, proposal.result, copy.current.text) == (State.ACCEPTED, copy.current, "Mieux.\n")
    assert copy.current.author == alice
    worker.run()
    assert Notice.objects.get(person=alice).kind == Verb.EDIT_ANSWERED
    assert "has published your change" in signed_in(alice).get(proposal.get_absolute_url()).text


def test_the_other_town_looks_first_and_refuses(alice, copy, signed_in):
    proposal = propose_edit(copy, by=alice, text="Hm.", based_on=copy.current)
    edit_queued_elsewhere(proposal)
    assert "is looking at your change" in signed_in(alice).get(copy.get_absolute_url()).text
    edit_refused_elsewhere(proposal, reason="protected")
    edit_refused_elsewhere(proposal, reason="protected")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (State.REFUSED, "protected")
    answer = signed_in(alice).get(proposal.get_absolute_url())
    assert "The page is protected there." in answer.text
    assert "Hm." in answer.text


def test_a_conflict_that_joins_here_is_offered_again_three_times_at_most(alice, copy, copied):
    mine = TEXT.replace("on arrose", "on arrose peu")
    proposal = propose_edit(copy, by=alice, text=mine, based_on=copy.current)
    copied(4, TEXT.replace("on trie", "on trie tout"))
    edit_refused_elsewhere(proposal, reason="conflict")
    again = EditProposal.objects.get(again_of=proposal)
    assert again.state == State.PENDING
    assert "on trie tout" in again.text
    assert "on arrose peu" in again.text
    assert again.base.number == 4
    for number in range(5, 9):
        copied(number, TEXT.replace("on trie", f"on trie {number} fois"))
        edit_refused_elsewhere(EditProposal.objects.latest("pk"), reason="conflict")
    assert EditProposal.objects.filter(automatic=True).count() == 3
    last = EditProposal.objects.latest("pk")
    assert last.state == State.CONFLICT
    told = Entry.objects.filter(verb=Verb.EDIT_ANSWERED)
    assert [entry.about for entry in told] == [last]


def test_a_conflict_that_does_not_join_is_settled_by_its_author(alice, copy, copied, signed_in, worker):
    proposal = propose_edit(copy, by=alice, text=TEXT.replace("lundi", "jeudi"), based_on=copy.current)
    copied(4, TEXT.replace("lundi", "samedi"))
    edit_refused_elsewhere(proposal, reason="conflict")
    worker.run()
    assert Notice.objects.filter(person=alice, kind=Verb.EDIT_ANSWERED).exists()
    browser = signed_in(alice)
    assert "Please choose what stays." in browser.get(copy.get_absolute_url()).text
    answer = browser.get(proposal.get_absolute_url())
    assert answer.status_code == 409
    first = answer.context["pieces"][0]
    assert (first["mine"], first["theirs"]) == ("Le jeudi, on trie.", "Le samedi, on trie.")
    browser.post(copy.on("page_settle"), {**answer.context["hidden"], "choice_1": "mine"})
    again = EditProposal.objects.get(again_of=proposal)
    assert (again.state, again.base.number) == (State.PENDING, 4)
    assert "Le jeudi" in again.text
    assert "Please choose" not in browser.get(copy.get_absolute_url()).text


# --- from elsewhere to here -------------------------------------------------------------------------------


def offer(page, rosa, text, number=1, **more):
    facts = {"based_on": page.current, "uri": f"https://{HOME}/ap/act/{number}", "home": HOME, **more}
    return propose_edit(page, by=rosa, text=text, **facts)


def test_a_neighbour_edits_a_page_of_ours(rosa, page):
    proposal = offer(page, rosa, TEXT.replace("lundi", "jeudi"))
    assert offer(page, rosa, TEXT.replace("lundi", "jeudi")) == proposal
    page.refresh_from_db()
    assert proposal.state == State.ACCEPTED
    assert proposal.result == page.current
    assert (page.current.author, page.current.kind, page.current.number) == (rosa, Revision.Kind.EDIT, 2)
    assert Entry.objects.get(verb=Verb.EDIT_ACCEPTED).about == proposal
    assert Entry.objects.filter(verb=Verb.PAGE_REVISED, by=rosa).count() == 1


def test_an_edit_of_an_older_text_is_joined(rosa, alice, page):
    base = page.current
    revise_page(page, by=alice, text=TEXT.replace("on trie", "on trie tout"), based_on=base)
    mine = TEXT.replace("on arrose", "on arrose peu")
    proposal = offer(page, rosa, mine, based_on=None, base_digest=digest_of(TEXT))
    page.refresh_from_db()
    assert proposal.state == State.ACCEPTED
    assert page.current.kind == Revision.Kind.MERGE
    assert page.current.second_parent == base
    assert "on trie tout" in page.current.text
    assert "on arrose peu" in page.current.text


@pytest.mark.parametrize("known", [True, False])
def test_an_edit_that_does_not_join_is_refused(rosa, alice, page, known):
    base = page.current
    revise_page(page, by=alice, text=TEXT.replace("lundi", "samedi"), based_on=base)
    proposal = offer(page, rosa, TEXT.replace("lundi", "jeudi"), based_on=base if known else None)
    page.refresh_from_db()
    assert (proposal.state, proposal.reason) == (State.CONFLICT, "conflict")
    assert "samedi" in page.current.text
    assert Entry.objects.get(verb=Verb.EDIT_REFUSED).detail["reason"] == "conflict"


def test_protection_and_caps_hold_for_neighbours(rosa, mona, page):
    heavy = offer(page, rosa, "[" * 600)
    assert (heavy.state, heavy.reason) == (State.REFUSED, "policy")
    protect_page(page, by=mona, level="trusted", reason="test", until=None)
    proposal = offer(page, rosa, "Non.", number=2)
    assert (proposal.state, proposal.reason) == (State.REFUSED, "protected")
    page.refresh_from_db()
    assert page.current.text == TEXT


def test_an_edit_of_a_deleted_page_is_answered(rosa, mona, page):
    delete_page(page, by=mona, reason="test")
    proposal = offer(page, rosa, "Non.")
    assert (proposal.state, proposal.reason) == (State.REFUSED, "gone")
    assert Entry.objects.get(verb=Verb.EDIT_REFUSED).detail["reason"] == "gone"


def test_nothing_is_proposed_inside_one_town(alice, rosa, page, copy):
    with pytest.raises(MayNot):
        propose_edit(page, by=alice, text="Non.", based_on=page.current)
    with pytest.raises(MayNot):
        propose_edit(copy, by=rosa, text="Non.", based_on=copy.current)


def test_an_answer_comes_once():
    assert PROPOSAL.last() == {State.ACCEPTED, State.CONFLICT, State.REFUSED}
    assert PROPOSAL.allows(State.RETURNED, State.ACCEPTED)


def test_who_goes_back_and_writes_on_offers_what_was_sent_last(alice, copy, signed_in, form_of):
    browser = signed_in(alice)
    form = form_of(browser, copy)
    for words in ("Un.", "Un, deux.", "Un, deux."):
        browser.post(copy.on("page_edit"), {**form, "text": f"{TEXT}\n{words}\n"})
    texts = EditProposal.objects.order_by("pk").values_list("text", flat=True)
    assert [text.rpartition("\n\n")[2] for text in texts] == ["Un.\n", "Un, deux.\n"]


def test_an_offer_that_can_no_longer_be_made_gives_the_text_back(alice, copy, signed_in, form_of):
    browser = signed_in(alice)
    form = {**form_of(browser, copy), "text": f"{TEXT}\nEt la vanne.\n"}
    remove_mirror(copy)
    answer = browser.post(copy.on("page_edit"), form)
    assert answer.status_code in (404, 409, 410) and "Et la vanne." in answer.text
