"""What others write in other kinds than ours: long posts, events, films, and what no one here has a word for."""

import pytest

from commons.conversations.actions import start_topic
from commons.conversations.models import Post, PostRevision, Topic
from wiki.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def plaza(elsewhere, followed):
    """A place elsewhere (a category of NodeBB, a community of Lemmy) that this town follows."""
    group = elsewhere.group("plaza")
    followed(group)
    return group


@pytest.fixture
def passed_on(plaza, outcome):
    """passed_on(activity) by the group; what became of it."""

    def told(said):
        plaza.sends(plaza.says("Announce", said))
        return outcome()

    return told


@pytest.fixture
def topic_here(space, alice):
    return start_topic(by=alice, title="Le jardin", text="Qui vient ?", community=space)


def long_post(nina, **more):
    return nina.note(
        "/topic/1", type="Article", name="Le marché du samedi", content="<p>Dès huit heures.</p>", **more
    )


def test_a_long_post_of_a_followed_place_is_a_conversation(nina, plaza, passed_on):
    """NodeBB begins a topic with an Article, WordPress writes nothing else."""
    assert passed_on(nina.says("Create", long_post(nina))) == "topic-started"
    topic = Topic.objects.get()
    assert (topic.title, topic.community.uri) == ("Le marché du samedi", plaza.address)
    assert "huit heures" in topic.posts.get().html
    assert passed_on(nina.says("Create", long_post(nina))) == "seen"
    assert not Page.objects.exists()


def test_a_long_post_written_to_a_space_of_ours(nina, space, outcome):
    nina.sends(nina.says("Create", long_post(nina, cc=[space.address])))
    assert outcome() == "topic-started"
    assert Topic.objects.get().community == space


def test_a_long_post_may_answer(nina, topic_here, outcome):
    first = topic_here.posts.get()
    nina.sends(nina.says("Create", long_post(nina, inReplyTo=first.address)))
    assert outcome() == "answered"


def test_a_long_post_is_changed_and_deleted(nina, passed_on):
    passed_on(nina.says("Create", long_post(nina)))
    changed = long_post(nina) | {"content": "<p>Dès neuf heures.</p>", "updated": "2026-11-02T10:00:00Z"}
    assert passed_on(nina.says("Update", changed)) == "revised"
    assert "neuf" in Post.objects.get().html
    assert (
        "huit" in PostRevision.objects.get(post=Post.objects.get()).source
    )  # who asks sees what stood there
    assert passed_on(nina.says("Delete", changed["id"])) == "deleted"
    assert Post.objects.get().state == Post.State.DELETED


def test_a_long_post_that_a_group_merely_boosts(nina, elsewhere, plaza, passed_on):
    elsewhere.shows("/topic/1", long_post(nina))
    assert passed_on(f"{elsewhere.origin}/topic/1") == "topic-started"


def test_a_post_that_a_group_boosts_whole_is_read_at_its_home(nina, elsewhere, mallory, passed_on):
    elsewhere.shows("/topic/1", long_post(nina))
    assert passed_on(long_post(nina) | {"content": "<p>Jamais.</p>"}) == "topic-started"
    assert "huit heures" in Post.objects.get().html
    passed_on(mallory.note("/n/9"))  # which its home does not show
    assert Post.objects.count() == 1


def test_a_long_post_for_nobody_here_is_for_nobody(nina, theme, alice, outcome):
    nina.sends(nina.says("Create", long_post(nina, cc=[theme.community.address])))
    assert outcome() == "not-for-us"
    assert not Page.objects.exists() and not Topic.objects.exists()


@pytest.mark.parametrize("kind", ["Event", "Video", "Image", "Audio", "Document", "Question"])
def test_whatever_kind_it_is_its_change_is_heard(nina, passed_on, kind):
    said = nina.note("/x/1", type=kind, name="Fête", content="<p>Samedi.</p>")
    assert passed_on(nina.says("Create", said)) == "topic-started"
    changed = said | {"content": "<p>Dimanche.</p>", "updated": "2026-11-02T10:00:00Z"}
    assert passed_on(nina.says("Update", changed)) == "revised"
    assert "Dimanche" in Post.objects.get().html


# --- what nobody here has a word for ---


def recipe(nina, **more):
    there = f"{nina.home.origin}/recettes/tarte"
    return nina.note(
        "/r/1", type="Recipe", name="Tarte <b>aux</b> orties", url=there, steps=["Cueillir"], **more
    )


def test_what_is_of_no_known_kind_is_kept_as_a_link(nina, topic_here, outcome, visitor):
    nina.sends(nina.says("Create", recipe(nina, inReplyTo=topic_here.posts.get().address)))
    assert outcome() == "answered"
    page = visitor.get(topic_here.get_absolute_url()).content.decode()
    assert f'href="{nina.home.origin}/recettes/tarte"' in page
    assert "Tarte" in page and "<b>aux" not in page and "Bonjour" not in page


def test_it_may_begin_a_conversation_where_a_group_passes_it_on(nina, elsewhere, passed_on):
    elsewhere.shows("/r/1", recipe(nina))
    assert passed_on(f"{elsewhere.origin}/r/1") == "topic-started"
    assert passed_on(nina.says("Update", recipe(nina) | {"name": "Tarte aux poireaux"})) == "revised"
    assert "poireaux" in Post.objects.get().html
    assert passed_on(nina.says("Delete", recipe(nina)["id"])) == "deleted"


def test_nobody_speaks_for_another_in_words_that_are_not_known(nina, mallory, topic_here, outcome):
    stolen = recipe(nina, inReplyTo=topic_here.posts.get().address)
    mallory.sends(mallory.says("Create", stolen))
    assert outcome() == "dead: other-origin"
    lied = mallory.note(
        "/r/2", type="Recipe", attributedTo=nina.address, inReplyTo=topic_here.posts.get().address
    )
    mallory.sends(mallory.says("Create", lied))
    assert outcome() == "dead: other-author"


@pytest.mark.parametrize(
    "change",
    [{"to": [], "cc": []}, {"attributedTo": None}, {"type": "ChatMessage", "to": ["https://a.test/u"]}],
)
def test_what_is_private_or_nobodys_is_let_go(nina, topic_here, outcome, change):
    said = recipe(nina, inReplyTo=topic_here.posts.get().address) | change
    nina.sends({**nina.says("Create", said), "to": [], "cc": []})
    assert outcome() in {"not-public", "not-spoken"}
    assert topic_here.posts.count() == 1
