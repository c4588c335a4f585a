"""What a post carries besides its words: names, subjects, warnings, pictures, quotes, questions; what answers it."""

import pytest
from django.conf import settings

from commons.conversations.actions import start_topic, talk_about, write_post
from commons.conversations.models import Post, Topic
from commons.notices.models import Notice
from commons.people.actions import block
from commons.people.models import Person
from federation.identities import actor_at
from federation.vocabulary import PUBLIC
from wiki.actions import create_page

from .test_hear_neighbours import TEXT
from .test_show_things import ASKS, path_of, read
from .test_tell_others import documents, fetched, golden

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(alice, space):
    return start_topic(by=alice, title="Les quais", text="Que fait-on ?", community=space)


@pytest.fixture
def hear(nina, topic, outcome):
    """hear(summary="x") is nina's answer with that in it, as it is kept here."""

    def heard(path="/n/1", **more):
        nina.sends(nina.says("Create", nina.note(path, inReplyTo=topic.posts.first().address, **more)))
        assert outcome() == "answered"
        return Post.objects.get(uri=nina.home.origin + path)

    return heard


def named(person, name=""):
    return {"type": "Mention", "href": person.address, "name": name or f"@{person.handle}"}


# --- Names and subjects -----------------------------------------------------------------------------------------


def test_whom_we_name_is_addressed_and_told(nina, elsewhere, alice, bob, space, topic, worker, visitor):
    there = actor_at(nina.address).person
    post = write_post(topic, by=alice, text=f"@nina@{there.home} et @bob, venez au #potager ! `@bob`")
    worker.run()
    note = fetched(visitor, post.address)
    assert [tag["name"] for tag in note["tag"]] == [
        f"@nina@{there.home}",
        f"@bob@{settings.CALADE_HOST}",
        "#potager",
    ]
    assert note["tag"][2]["href"] == f"{settings.CALADE_ORIGIN}/recherche/?q=potager"
    assert {nina.address, bob.address} <= set(note["cc"])
    (said,) = documents(elsewhere)  # though nobody there follows the space
    assert (said["type"], said["object"]["id"]) == ("Create", post.address)
    assert Notice.objects.filter(person=bob, kind="conversations.post_written").count() == 1
    golden("note_with_tags", note)


def test_a_name_that_nobody_bears_stays_a_word(topic, alice, visitor):
    post = write_post(topic, by=alice, text="@personne et @qui@ailleurs.example")
    assert "tag" not in fetched(visitor, post.address) and "<a" not in post.html


def test_a_mention_from_an_acquainted_server_gives_a_notice(nina, alice, bob, space, follower, hear, worker):
    follower(nina, space)
    hear(tag=[named(bob)])
    worker.run()
    notice = Notice.objects.get(person=bob)
    assert "/discussions/" in notice.href


def test_a_mention_from_a_server_that_nobody_here_knows_gives_none(bob, hear, worker):
    hear(tag=[named(bob)], content=f'<p><a class="mention" href="{bob.address}">@bob</a></p>')
    worker.run()
    assert not Notice.objects.filter(person=bob).exists()


def test_a_mention_by_somebody_blocked_gives_none(nina, bob, space, follower, hear, worker):
    follower(nina, space)
    block(bob, Person.objects.get(uri=nina.address))
    hear(tag=[named(bob)])
    worker.run()
    assert not Notice.objects.filter(person=bob).exists()


def test_a_mention_in_a_post_that_has_no_place_here(nina, elsewhere, bob, space, follower, worker, outcome):
    note = nina.note(url=f"{elsewhere.origin}/@nina/1", tag=[named(bob)])
    nina.sends(nina.says("Create", note))
    assert outcome() == "not-for-us"
    follower(nina, space)
    nina.sends(nina.says("Create", note))
    assert outcome() == "mentioned"
    notice = Notice.objects.get(person=bob)
    assert (notice.href, notice.title) == (f"{elsewhere.origin}/@nina/1", "")
    assert not Topic.objects.exists()
    nina.sends(nina.says("Create", {**note, "id": f"{elsewhere.origin}/n/2", "to": [bob.address]}))
    assert outcome() == "not-public"


# --- Warnings, files, quotes, questions --------------------------------------------------------------------------


def test_a_warning_folds_what_it_is_about(topic, hear, visitor, worker, nina, outcome):
    post = hear(summary="<p>maladie <b>grave</b></p>", sensitive=True)
    assert post.warning == "maladie grave"
    page = visitor.get(topic.get_absolute_url()).content.decode()
    assert "<summary>Warning: maladie grave</summary>" in page
    note = nina.note("/n/1", inReplyTo=topic.posts.first().address, summary="finie")
    nina.sends(nina.says("Update", note))
    assert outcome() == "revised"
    post.refresh_from_db()
    assert post.warning == "finie"
    assert post.revisions.count() == 1
    nina.sends(nina.says("Update", {**note, "content": "<p>Mieux dit</p>"}))
    assert outcome() == "revised"
    assert [revision.source for revision in post.revisions.order_by("pk")] == ["Bonjour", "Bonjour"]


def test_the_language_that_its_home_names_is_marked(topic, hear, visitor):
    for number, language in enumerate(("de-AT", "en-GB", "und", 'x" onclick="')):
        words = f"<p>Guten Abend {number}</p>"
        hear(f"/n/{number}", content=words, contentMap={language: words})
    page = visitor.get(topic.get_absolute_url()).content.decode()
    assert '<div class="message-body" lang="de-AT"><p>Guten Abend 0</p>' in page
    for number in (1, 2, 3):
        assert f'<div class="message-body"><p>Guten Abend {number}</p>' in page


def test_sensitive_without_words_is_folded_too_and_a_summary_of_a_page_is_none(hear, nina, space, outcome):
    assert hear(sensitive=True).warning != ""
    nina.sends(
        nina.says(
            "Create", nina.note("/n/5", type="Page", name="T", summary="résumé", audience=space.address)
        )
    )
    assert outcome() == "topic-started"
    assert Post.objects.get(uri__endswith="/n/5").warning == ""


def test_pictures_are_told_of_and_never_loaded(topic, hear, visitor, evil):
    pictures = [
        {"type": "Document", "mediaType": "image/png", "url": f"{evil.origin}/{n}.png", "name": f"Quai <{n}>"}
        for n in range(12)
    ]
    bad = [
        {"type": "Image", "url": "javascript:alert(1)", "name": "x"},
        {"type": "Image", "url": "data:image/png;base64,xx"},
        {"type": "PropertyValue", "name": "x", "value": "y"},
        "file:///etc/passwd",
        7,
    ]
    post = hear(
        attachment=[*bad, *pictures], content='<p>Voici</p><img src="https://evil.example/pixel.png">'
    )
    assert len(post.attached) == 8
    page = visitor.get(topic.get_absolute_url()).content.decode()
    assert "Picture: Quai &lt;0&gt;" in page or "Picture: Quai" in page
    assert f'href="{evil.origin}/0.png"' in page and f"see it on {evil.host}" in page
    assert "<img" not in page.partition('class="log"')[2] and "pixel.png" not in page
    assert "javascript" not in page.partition('class="log"')[2].partition("</ol>")[0]
    assert evil.asked == []


@pytest.mark.parametrize("name", ["quote", "quoteUrl", "quoteUri", "_misskey_quote"])
def test_a_quote_is_a_link(topic, hear, visitor, name):
    post = hear(**{name: "https://ailleurs.example/n/9"})
    assert post.attached == [{"kind": "quote", "url": "https://ailleurs.example/n/9", "name": ""}]
    page = visitor.get(topic.get_absolute_url()).content.decode()
    assert "Quotes a message" in page and 'href="https://ailleurs.example/n/9"' in page


def test_a_question_shows_its_options_and_where_to_vote(hear, elsewhere, topic, visitor):
    options = [{"type": "Note", "name": name, "replies": {"totalItems": 3}} for name in ("Oui", "<b>Non</b>")]
    post = hear(type="Question", oneOf=options, url=f"{elsewhere.origin}/@nina/1")
    assert "<li>Oui</li><li>Non</li>" in post.html
    assert f'href="{elsewhere.origin}/@nina/1"' in post.html
    assert elsewhere.host in visitor.get(topic.get_absolute_url()).content.decode()


def test_what_others_may_do_with_a_post_of_ours(topic, alice, visitor):
    policy = fetched(visitor, topic.posts.get().address)["interactionPolicy"]
    assert policy["canQuote"] == {"automaticApproval": [alice.address]}
    assert policy["canReply"] == policy["canLike"] == {"automaticApproval": [PUBLIC]}


# --- Answers, contexts, and who has them already -----------------------------------------------------------------


def items_of(client, address):
    """Every item, page after page."""
    head = read(client, address)
    items, at = [], head.get("first")
    while at:
        page = read(client, at)
        assert page["partOf"] == head["id"]
        items += page["orderedItems"]
        at = page.get("next")
    assert head["totalItems"] == len(items)
    return items


def test_a_conversation_is_all_that_is_said_in_it_in_order(topic, alice, bob, mona, hear, visitor):
    from commons.conversations.actions import delete_post, hide_post

    first = topic.posts.get()
    second = write_post(topic, by=bob, text="deux")
    third = write_post(topic, by=alice, text="trois", reply_to=second)
    fourth = hear()
    hide_post(write_post(topic, by=bob, text="injure"), by=mona, reason="x")
    delete_post(write_post(topic, by=bob, text="regret"), by=bob)
    more = [write_post(topic, by=bob, text=str(n)) for n in range(25)]
    said = [post.address for post in (first, second, third, fourth, *more)]
    assert items_of(visitor, topic.address) == said
    assert items_of(visitor, f"{second.address}/replies") == [third.address]
    answers = [post.address for post in (second, fourth, *more)]
    assert items_of(visitor, f"{first.address}/replies") == answers
    assert fetched(visitor, third.address)["context"] == topic.address


def test_the_talk_about_a_page_is_what_answers_it(theme, alice, bob, visitor):
    page = create_page(theme, by=alice, title="Compost", text=TEXT)
    assert items_of(visitor, f"{page.address}/replies") == []
    talk = talk_about(page, title=page.title, community=theme.community)
    posts = [write_post(talk, by=bob, text=text) for text in ("un", "deux")]
    for name in ("replies", "talk"):
        assert items_of(visitor, f"{page.address}/{name}") == [post.address for post in posts]


def test_who_has_it_already_is_told_so(topic, bob, visitor):
    path = path_of(f"{topic.address}/posts?page=1")
    answer = visitor.get(path, headers=ASKS)
    again = visitor.get(path, headers={**ASKS, "if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    write_post(topic, by=bob, text="nouveau")
    assert visitor.get(path, headers={**ASKS, "if-none-match": answer.headers["ETag"]}).status_code == 200
