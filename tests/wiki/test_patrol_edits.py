"""What new editors published at once: looked at afterwards, one click each, with thanks or taken back."""

import pytest

from commons.base.errors import MayNot
from commons.communities.actions import name_steward
from commons.journal.models import Entry
from commons.notices.models import Notice
from wiki.actions import create_page, open_theme, patrol_edit, revert_page, revise_page, undo_revision
from wiki.models import Revision
from wiki.verbs import Verb

from .conftest import TEXT

pytestmark = pytest.mark.django_db
MINE = TEXT.replace("lundi", "jeudi")
QUEUE = "/wikis/a-relire/"


@pytest.fixture
def edited(page, mona, bob):
    """A page that alice began and bob changed: both are new, and nothing of it waits."""
    revise_page(page, by=bob, text=MINE, based_on=page.current, summary="Le jour")
    page.refresh_from_db()
    return page


def unseen(page):
    return list(page.revisions.filter(unpatrolled=True).order_by("number").values_list("number", flat=True))


def test_a_reviewer_sees_thanks_and_the_list_grows_shorter(
    edited, alice, bob, mona, signed_in, visitor, worker
):
    assert unseen(edited) == [1, 2]
    assert "Seen" not in visitor.get(QUEUE).text
    steward = signed_in(mona)
    listed = steward.get(QUEUE).text
    assert listed.index("Alice") < listed.index("Bob")  # the oldest first
    changed = f"{edited.on('compare')}?new=2"
    assert changed in listed and "Seen, with thanks" in steward.get(changed).text
    answer = steward.post(edited.on("edit_patrol", 2), {"thanks": "1", "everywhere": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == QUEUE and "The author is thanked." in answer.text
    steward.post(edited.on("edit_patrol", 2), {"thanks": "1"})
    answer = steward.post(edited.on("edit_patrol", 1), follow=True)
    assert answer.redirect_chain[-1][0] == f"{edited.theme.get_absolute_url()}a-relire/"
    assert "Nothing to look at" in answer.text and unseen(edited) == []
    assert edited.revisions.get(number=2).reviewed_by == mona
    worker.run()
    assert Notice.objects.get(person=bob, kind=Verb.EDIT_THANKED).href == changed
    assert not Notice.objects.filter(person=alice, kind__in=[Verb.EDIT_THANKED, Verb.EDIT_PATROLLED]).exists()
    assert not Entry.objects.public().filter(verb__in=[Verb.EDIT_THANKED, Verb.EDIT_PATROLLED]).exists()


def test_taking_back_is_looking(edited, bob, mona, charlie):
    undo_revision(edited, by=charlie, revision=edited.current, text=TEXT, onto=edited.current)
    assert unseen(edited) == [1, 2, 3]
    edited.refresh_from_db()
    undo_revision(edited, by=mona, revision=edited.current, text=MINE, onto=edited.current)
    assert unseen(edited) == [1, 2]
    revert_page(edited, by=mona, to=edited.revisions.get(number=1))
    assert unseen(edited) == [1]


def test_a_steward_looks_at_their_theme_alone(edited, bob, charlie, signed_in):
    other = open_theme(by=None, handle="eau", name="Eau", description="")
    pond = create_page(other, by=bob, title="La mare", text=TEXT)
    name_steward(edited.theme.community, by=None, person=charlie)
    listed = signed_in(charlie).get(QUEUE).text
    assert edited.title in listed and "La mare" not in listed
    for person in (charlie, bob):
        with pytest.raises(MayNot):
            patrol_edit(pond, by=person, number=1)
        assert signed_in(person).post(pond.on("edit_patrol", 1)).status_code == 403


def test_who_is_known_is_not_looked_at(page, mona):
    revise_page(page, by=mona, text=MINE, based_on=page.current)
    assert not Revision.objects.get(number=2).unpatrolled
