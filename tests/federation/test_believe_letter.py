"""The second lock: who may speak of what, in which order, and how far this town goes to find out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.conversations.actions import start_topic
from commons.conversations.models import Post, Topic
from commons.journal.models import Errand
from commons.people.models import Person
from federation import inbound
from federation.models import Gone, ReceivedActivity, RemoteActor
from federation.translators import hearing
from federation.vocabulary import PUBLIC

from .conftest import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(alice, space):
    return start_topic(by=alice, title="Les quais", text="Que fait-on ?", community=space)


@pytest.fixture
def plaza(elsewhere, followed):
    """A space elsewhere that this town follows."""
    group = elsewhere.group("plaza")
    followed(group)
    return group


def answer(topic):
    return {"inReplyTo": topic.posts.first().address}


def waiting():
    return ReceivedActivity.objects.filter(state="ready")


def test_letters_of_one_sender_are_read_in_their_order(nina, topic, worker):
    nina.sends(nina.says("Create", nina.note(**answer(topic))))
    nina.sends(nina.says("Update", nina.note(**answer(topic), content="<p>Mieux dit</p>")))
    nina.sends(nina.says("Delete", nina.note()["id"]))
    worker.run()
    assert [row.outcome for row in ReceivedActivity.objects.order_by("pk")] == [
        "answered",
        "revised",
        "deleted",
    ]


@pytest.mark.parametrize("kind", ["Create", "Update", "Delete"])
def test_nobody_speaks_for_another_server(kind, nina, mallory, topic, outcome):
    nina.sends(nina.says("Create", nina.note(**answer(topic))))
    outcome()
    thing = nina.note(**answer(topic), content="<p>Faux</p>")
    mallory.sends(mallory.says(kind, thing["id"] if kind == "Delete" else thing))
    assert outcome() == "dead: other-origin"
    assert Post.objects.get(uri=thing["id"]).html == "<p>Bonjour</p>"


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_nobody_speaks_for_a_neighbour_on_the_same_server(kind, nina, elsewhere, topic, outcome):
    otto = elsewhere.somebody("otto")
    nina.sends(nina.says("Create", nina.note(**answer(topic))))
    outcome()
    otto.sends(otto.says(kind, nina.note(content="<p>Faux</p>", audience=otto.address)))
    assert outcome() == "dead: other-author"
    otto.sends(otto.says(kind, nina.note(content="<p>Faux</p>", attributedTo=otto.address)))
    assert outcome() in {"seen", "nothing-here"}
    assert Post.objects.get(uri=nina.note()["id"]).html == "<p>Bonjour</p>"


def test_a_neighbour_cannot_delete_nor_make_unsayable(nina, elsewhere, topic, outcome):
    otto = elsewhere.somebody("otto")
    otto.sends(otto.says("Delete", nina.note()["id"]))
    outcome()
    nina.sends(nina.says("Create", nina.note(**answer(topic))))
    assert outcome() == "answered"
    otto.sends(otto.says("Delete", nina.note()["id"]))
    assert outcome() == "other-author"
    assert Post.objects.get(uri=nina.note()["id"]).state == "visible"


def test_a_delete_that_comes_first_is_remembered_a_week(nina, topic, outcome, worker):
    nina.sends(nina.says("Delete", nina.note()["id"]))
    outcome()
    nina.sends(nina.says("Create", nina.note(**answer(topic))))
    assert outcome() == "seen"
    from federation.timers import purge

    for days, remembered in ((6, True), (8, False)):
        Gone.objects.update(at=timezone.now() - timedelta(days=days))
        purge()
        assert Gone.objects.exists() == remembered


def test_a_known_address_from_another_author_changes_nothing(alice, topic, mallory, outcome):
    ours = topic.posts.first()
    mallory.sends(mallory.says("Create", mallory.note(id=ours.address, content="<p>Faux</p>")))
    assert outcome() == "dead: other-origin"
    ours.refresh_from_db()
    assert "Que fait-on" in ours.html


@pytest.mark.parametrize("kind", ["Update", "Delete", "Create"])
def test_nothing_of_ours_is_changed_from_outside(kind, nina, alice, topic, outcome):
    for address in (topic.posts.first().address, alice.address, topic.community.address):
        thing = address if kind == "Delete" else nina.note(id=address)
        nina.sends(nina.says(kind, thing))
        assert outcome() == "dead: other-origin"
    alice.refresh_from_db()
    assert alice.is_active


def test_a_forged_note_that_a_group_passes_on_is_read_at_its_home(
    plaza, evil, nina, elsewhere, mallory, outcome
):
    """The group at evil wraps what nina never said; her home says what she did."""
    real = mallory.note("/n/7", content="<p>Vrai</p>")
    evil.shows("/n/7", real)
    forged = mallory.says("Create", {**real, "content": "<p>Faux</p>"})
    plaza.sends(plaza.says("Announce", forged))
    assert outcome() == "topic-started"
    assert Post.objects.get(uri=real["id"]).html == "<p>Vrai</p>"


def test_a_note_that_its_home_does_not_show_is_not_believed(plaza, mallory, outcome):
    plaza.sends(plaza.says("Announce", mallory.says("Create", mallory.note("/n/8"))))
    assert outcome() == "dead: wrong-status"
    assert not Post.objects.exists()


def test_what_its_author_proved_needs_no_asking(plaza, evil, mallory, outcome):
    proven = mallory.proves(mallory.says("Create", mallory.note("/n/9", content="<p>Signé</p>")))
    plaza.sends(plaza.says("Announce", proven))
    assert outcome() == "topic-started"
    assert evil.fetches_of("/n/9") == []
    assert Post.objects.get().html == "<p>Signé</p>"


def test_a_proof_does_not_cover_changed_words(plaza, evil, mallory, outcome):
    proven = mallory.proves(mallory.says("Create", mallory.note("/n/9")))
    proven["object"]["content"] = "<p>Faux</p>"
    plaza.sends(plaza.says("Announce", proven))
    assert outcome() == "dead: wrong-status"
    assert evil.fetches_of("/n/9")


def test_a_delete_that_a_group_passes_on_is_looked_at_where_it_was(plaza, evil, mallory, outcome):
    evil.shows("/n/7", mallory.note("/n/7"))
    plaza.sends(plaza.says("Announce", mallory.says("Create", mallory.note("/n/7"))))
    assert outcome() == "topic-started"
    plaza.sends(plaza.says("Announce", mallory.says("Delete", f"{evil.origin}/n/7")))
    assert outcome() == "dead: not-deleted"
    evil.shows("/n/7", {}, status=410)
    plaza.sends(plaza.says("Announce", mallory.says("Delete", f"{evil.origin}/n/7")))
    assert outcome() == "deleted"


def test_a_group_takes_out_what_it_holds_and_nothing_else(
    plaza, elsewhere, evil, mallory, nina, topic, outcome
):
    evil.shows("/n/7", mallory.note("/n/7"))
    plaza.sends(plaza.says("Announce", mallory.says("Create", mallory.note("/n/7"))))
    nina.sends(nina.says("Create", nina.note(**answer(topic))))
    outcome()
    moderator = elsewhere.somebody("mo")
    plaza.sends(plaza.says("Announce", moderator.says("Delete", nina.note()["id"])))
    assert outcome() == "other-author"
    plaza.sends(plaza.says("Announce", moderator.says("Delete", f"{evil.origin}/n/7")))
    assert outcome() == "taken-out"
    assert Post.objects.get(uri=f"{evil.origin}/n/7").state == "hidden"
    assert Post.objects.get(uri=nina.note()["id"]).state == "visible"


def test_a_stranger_s_announce_makes_us_fetch_nothing(nina, evil, mallory, outcome):
    evil.shows("/n/7", mallory.note("/n/7"))
    nina.sends(nina.says("Announce", f"{evil.origin}/n/7"))
    assert outcome() == "not-followed"
    nina.sends(nina.says("Announce", mallory.says("Create", mallory.note("/n/7"))))
    assert outcome() == "not-followed"
    assert "/n/7" not in evil.asked


def test_a_plain_boost_by_a_followed_group_starts_a_topic(plaza, evil, mallory, outcome):
    """Lemmy tells Mastodon so; what is known already is not asked for again."""
    evil.shows("/n/7", mallory.note("/n/7", type="Page", name="Un titre"))
    plaza.sends(plaza.says("Announce", f"{evil.origin}/n/7"))
    assert outcome() == "topic-started"
    topic = Topic.objects.get()
    assert (topic.title, topic.author.uri) == ("Un titre", mallory.address)
    evil.asked.clear()
    plaza.sends(plaza.says("Announce", f"{evil.origin}/n/7"))
    assert outcome() == "seen"
    assert evil.asked == []


def test_somebody_suspended_is_not_heard_by_any_road(plaza, nina, topic, outcome):
    nina.sends(nina.says("Create", nina.note(**answer(topic))))
    outcome()
    Person.objects.filter(uri=nina.address).update(state="suspended")
    nina.sends(nina.says("Create", nina.note("/n/2", **answer(topic))))
    assert outcome() == "dead: suspended"
    plaza.sends(plaza.says("Announce", nina.says("Create", nina.note("/n/3"))))
    assert outcome() == "dead: suspended"
    nina.sends(nina.says("Update", nina.note(content="<p>encore</p>")))
    assert outcome() == "dead: suspended"
    assert Post.objects.exclude(author__home="").count() == 1


def test_a_blocked_host_does_not_come_back_through_a_group(plaza, evil, mallory, outcome):
    evil.shows("/n/7", mallory.note("/n/7"))
    plaza.sends(plaza.says("Announce", mallory.says("Create", mallory.note("/n/7"))))
    outcome()
    decided(evil.host, "blocked")
    evil.asked.clear()
    plaza.sends(plaza.says("Announce", mallory.proves(mallory.says("Create", mallory.note("/n/8")))))
    assert outcome() == "dead: not-allowed"
    plaza.sends(plaza.says("Announce", f"{evil.origin}/n/9"))
    assert outcome() == "dead: not-allowed"
    assert evil.asked == []


def test_a_group_speaks_for_nobody_here(plaza, alice, outcome):
    forged = {**plaza.says("Create", plaza.note()), "actor": alice.address, "id": f"{alice.address}/x"}
    plaza.sends(plaza.says("Announce", forged))
    assert outcome() == "our-own"


def test_one_letter_never_costs_more_than_its_budget(nina, elsewhere, topic, outcome, monkeypatch):
    """A note that answers a note that answers a note: ancestors are waited for, not climbed."""
    for number in range(500):
        parent = f"{elsewhere.origin}/n/{number + 1}"
        elsewhere.shows(f"/n/{number}", nina.note(f"/n/{number}", inReplyTo=parent))
    elsewhere.asked.clear()
    nina.sends(nina.says("Create", nina.note("/n/0", inReplyTo=f"{elsewhere.origin}/n/1")))
    outcome()
    assert len(elsewhere.asked) <= 20


def test_what_waits_for_its_parent_lets_others_pass(nina, topic, worker):
    nina.sends(nina.says("Create", nina.note("/n/2", inReplyTo=f"{nina.home.origin}/n/1")))
    nina.sends(nina.says("Create", nina.note("/n/1", **answer(topic))))
    worker.run()
    assert Post.objects.filter(uri=f"{nina.home.origin}/n/1").exists()
    waiting().update(due_at=timezone.now())
    worker.run()
    assert Post.objects.get(uri=f"{nina.home.origin}/n/2").reply_to.uri == f"{nina.home.origin}/n/1"


def test_what_waits_for_ever_is_given_up(nina, town, worker):
    nina.sends(nina.says("Create", nina.note("/n/2", inReplyTo=f"{nina.home.origin}/never")))
    for _ in range(inbound.PARKED_TRIES + 1):
        waiting().update(due_at=timezone.now())
        worker.run()
    row = ReceivedActivity.objects.get()
    assert row.state == "dead"
    assert "waits for" in row.last_error


def test_a_fault_of_ours_holds_its_lane_only_for_a_while(nina, topic, worker, monkeypatch, caplog):
    """The head fails eight times and is given up; whoever stands behind it is heard."""
    words = hearing.text_of

    def broken(thing):
        if thing.id.endswith("/n/1"):
            raise RuntimeError("a bug")
        return words(thing)

    monkeypatch.setattr(hearing, "text_of", broken)
    nina.sends(nina.says("Create", nina.note("/n/1", **answer(topic))))
    nina.sends(nina.says("Create", nina.note("/n/2", **answer(topic))))
    for _ in range(inbound.TRIES + 1):
        waiting().update(due_at=timezone.now())
        worker.run()
    states = list(ReceivedActivity.objects.order_by("pk").values_list("state", "outcome"))
    assert states == [("dead", ""), ("done", "answered")]


def test_a_home_that_is_away_does_not_silence_its_people(nina, elsewhere, topic, outcome):
    """Their keys and names are known; an old copy of them serves while nobody answers."""
    nina.sends(nina.says("Create", nina.note("/n/1", **answer(topic))))
    outcome()
    elsewhere.shows("/u/nina", {}, status=503)
    RemoteActor.objects.update(fetched_at=timezone.now() - timedelta(days=2))
    nina.sends(nina.says("Create", nina.note("/n/2", **answer(topic))))
    assert outcome() == "answered"


def test_somebody_who_left_their_server_is_gone_here_too(nina, elsewhere, topic, outcome):
    nina.sends(nina.says("Create", nina.note("/n/1", **answer(topic))))
    outcome()
    elsewhere.shows("/u/nina", {}, status=410)
    RemoteActor.objects.update(fetched_at=timezone.now() - timedelta(days=2))
    nina.sends(nina.says("Delete", nina.address))
    assert outcome() == "actor-gone"
    assert Person.objects.get(uri=nina.address).state == "gone"


def test_a_group_ends_nobody_s_account(plaza, elsewhere, nina, topic, outcome):
    nina.sends(nina.says("Create", nina.note("/n/1", **answer(topic))))
    outcome()
    plaza.sends(plaza.says("Announce", nina.says("Delete", nina.address)))
    assert outcome() == "nothing-here"
    assert Person.objects.get(uri=nina.address).state == "active"


def test_what_was_changed_before_it_was_first_read_is_new(plaza, nina, outcome):
    plaza.sends(plaza.says("Announce", nina.says("Update", nina.note("/n/1"))))
    assert outcome() == "topic-started"


def test_what_somebody_became_is_read_at_their_home(nina, elsewhere, mallory, topic, outcome):
    nina.sends(nina.says("Create", nina.note("/n/1", **answer(topic))))
    outcome()
    forged = {**nina.document(), "name": "Faux", "inbox": "https://evil.example/inbox"}
    nina.sends(nina.says("Update", forged))
    assert outcome() == "updated"
    assert Person.objects.get(uri=nina.address).name == "Nina"
    elsewhere.shows("/u/nina", {**nina.document(), "name": "Nina B."})
    nina.sends(nina.says("Update", nina.document()))
    outcome()
    assert Person.objects.get(uri=nina.address).name == "Nina B."


def test_identity_never_rebinds(nina, elsewhere, evil, topic, outcome):
    nina.sends(nina.says("Create", nina.note("/n/1", **answer(topic))))
    outcome()
    for lie in ({"id": f"{evil.origin}/u/x"}, {"inbox": f"{evil.origin}/inbox"}, {"type": "Group"}):
        elsewhere.shows("/u/nina", {**nina.document(), **lie})
        nina.sends(nina.says("Update", nina.document()))
        assert outcome().startswith("dead"), lie
    assert RemoteActor.objects.get(uri=nina.address).inbox == f"{nina.address}/inbox"


def test_a_strange_handle_never_breaks_a_page(elsewhere, topic, outcome, visitor):
    odd = elsewhere.somebody("odd", preferredUsername="../a b/<x>?#é")
    odd.sends(odd.says("Create", odd.note(**answer(topic))))
    assert outcome() == "answered"
    person = Person.objects.get(uri=odd.address)
    assert person.handle == "abxé"
    assert visitor.get(person.get_absolute_url()).status_code == 200


def test_public_has_three_spellings_and_private_has_none(nina, topic, outcome):
    for number, spelling in enumerate(["as:Public", "Public", PUBLIC]):
        nina.sends(nina.says("Create", nina.note(f"/n/{number}", to=[], cc=spelling, **answer(topic))))
        assert outcome() == "answered", spelling
    for to in ([topic.author.address], [f"{nina.address}/followers"]):
        nina.sends(nina.says("Create", nina.note("/n/9", to=to, cc=[], **answer(topic)), to=to, cc=[]))
        assert outcome() == "not-public"
    nina.sends(
        nina.says("Create", nina.note("/n/9", to=[f"{nina.address}/followers"], cc=[], **answer(topic)))
    )
    assert outcome() == "not-public"


def test_a_flood_of_letters_steps_aside_for_what_people_here_do(nina, space, alice, monkeypatch):
    """Slower, never stopped: errands that cannot be done must not close the inbox."""
    slept = []
    monkeypatch.setattr(inbound, "sleep", slept.append)
    monkeypatch.setattr(inbound, "MOST_ERRANDS", 0)
    nina.sends(nina.says("Create", nina.note()))
    start_topic(by=alice, title="Un banc", text="Bonjour", community=space)
    assert inbound.handle_received() == 1
    assert slept == [inbound.STEP_ASIDE]
    Errand.objects.update(state="done")
    inbound.handle_received()
    assert len(slept) == 1
