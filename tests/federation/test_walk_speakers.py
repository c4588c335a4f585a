"""Every speaker and every serialiser, made to speak of everything there is: no secret is in any byte of it.

Not what people usually do, which `test_show_things` walks through, but every verb that may speak about every row of
its kind, whatever its state: what a speaker must not say it must not say even when it is asked wrongly.
"""

import json

import pytest

from commons.communities.actions import ban_person
from commons.communities.models import Ban
from commons.conversations.actions import prepared, start_topic, talk_about, write_post
from commons.conversations.models import Post
from commons.images.models import Image
from commons.journal.models import Entry
from commons.moderation.actions import flag
from commons.moderation.models import Flag
from commons.people.actions import follow
from commons.people.models import Account, Follow, Person
from federation import emission
from federation.identities import actor_at
from federation.models import Delivery, LocalKey
from federation.registry import translators
from mutual_aid import actions as aid
from mutual_aid.models import Listing, Response
from wiki.actions import (
    create_page,
    delete_page,
    keep_draft,
    open_theme,
    propose_edit,
    revise_page,
    set_review,
)
from wiki.models import EditProposal, Page, Theme

from .test_hear_neighbours import TEXT, article, help_offer, wanted

pytestmark = pytest.mark.django_db

SECRETS = {
    "meeting place": "12 rue du Canari",
    "private thread": "message canari privé",
    "picture in a private thread": "photographie canari",
    "e-mail": "canari-alice@example.org",
    "alias": "Alias Canari",
    "draft of a listing": "annonce en brouillon canari",
    "unshared": "annonce canari",
    "draft of a page": "texte canari commencé",
    "under review": "texte canari à relire",
    "deleted page": "texte canari supprimé",
    "words of who flagged": "signalé par un canari",
}
KINDS = {
    "wiki.page": Page,
    "wiki.revision": Page,
    "wiki.edit": EditProposal,
    "wiki.theme": Theme,
    "mutual_aid.listing": Listing,
    "mutual_aid.help": Response,
    "people.follow": Follow,
    "people.person": Person,
    "conversations.": Post,
    "images.": Image,
    "communities.": Ban,
    "moderation.": Flag,
}
FACTS = {
    "reason": "r",
    "number": 1,
    "revision": 1,
    "to": 1,
    "emoji": "🙏",
    "given": True,
    "changed": ["description"],
}


@pytest.fixture
def full_town(
    town,
    alice,
    bob,
    mona,
    roquette,
    agreed,
    resident,
    space,
    theme,
    nina,
    elsewhere,
    followed,
    outcome,
    photo,
):
    """Shared and private things of every kind, here and copied from elsewhere, with a secret in each private place."""
    Account.objects.filter(pk=alice.account.pk).update(email=SECRETS["e-mail"])
    words = {"kind": "request", "body": "Samedi", "category": "outils", "neighbourhood": roquette}
    shared = aid.post_listing(
        by=alice, title="Partagée", share=True, meeting_place=SECRETS["meeting place"], **words
    )
    aid.post_listing(by=alice, title=SECRETS["unshared"], share=False, **words)
    aid.post_listing(by=alice, title=SECRETS["draft of a listing"], share=True, as_draft=True, **words)
    aid.post_listing(
        by=resident("med", "mediator"), title="Pour quelqu'un", share=True, alias=SECRETS["alias"],
        consent=agreed(), **words,
    )  # fmt: skip
    response = aid.propose_help(shared, by=bob, message="je viens")
    sealed = prepared(response.thread, by=alice, file=photo(), alt=SECRETS["picture in a private thread"])
    write_post(response.thread, by=alice, text=SECRETS["private thread"], pictures=[sealed])
    public = start_topic(by=bob, title="Public", text="Bonjour", community=space)
    write_post(public, by=bob, text="Voici", pictures=[prepared(public, by=bob, file=photo(), alt="Le pont")])
    page = create_page(theme, by=alice, title="Compost", text=TEXT)
    write_post(talk_about(page, title=page.title, community=theme.community), by=bob, text="Merci")
    keep_draft(alice, theme=theme, page=page, text=SECRETS["draft of a page"], base=page.current)
    gone = create_page(theme, by=alice, title="Doublon", text=SECRETS["deleted page"])
    delete_page(gone, by=mona, reason="doublon")
    looked_at = open_theme(by=None, handle="eau", name="Eau", description="")
    first = create_page(looked_at, by=mona, title="Pluie", text=TEXT)
    set_review(looked_at, by=mona, mode="all")
    first.theme.refresh_from_db()
    revise_page(first, by=bob, text=SECRETS["under review"], based_on=first.current)
    follow(actor_at(nina.address).person, alice, uri=f"{nina.address}/follow/1")
    follow(bob, actor_at(nina.address).person)
    _copies(elsewhere, nina, followed, outcome, bob, shared)
    ban_person(space, by=mona, person=bob, reason="le temps de souffler")
    copy = Page.objects.exclude(home="").get()
    asked = flag(copy, by=bob, reason=Flag.Reason.OTHER, note=SECRETS["words of who flagged"])
    asked.forwarded = "Merci de regarder"
    asked.save()
    return shared


def _copies(elsewhere, nina, followed, outcome, bob, shared):
    board, group = elsewhere.group("entraide", "board"), elsewhere.group("digues", "theme")
    followed(board)
    followed(group)
    board.sends(board.says("Announce", nina.says("Create", wanted(nina))))
    group.sends(group.says("Announce", nina.says("Create", article(nina, TEXT, 1))))
    nina.sends(help_offer(nina, shared))
    outcome()
    aid.propose_help(Listing.objects.exclude(home="").get(), by=bob, message="j'ai un vélo")
    copy = Page.objects.exclude(home="").get()
    propose_edit(copy, by=bob, text=TEXT + "x\n", based_on=copy.current)


def check(said, where, shared):
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    for what, secret in SECRETS.items():
        assert secret not in text, (what, where)
    assert f'"{shared.cell}"' not in text, where
    for private in LocalKey.objects.values_list("rsa_private", "ed25519_private"):
        assert not any(half and half in text for half in private), where


def model_of(verb):
    return next(model for prefix, model in KINDS.items() if verb.startswith(prefix))


def asked_about(thing):
    """What an entry about the row is about, and what it adds: a post is spoken of in its topic, a ban in its space."""
    if isinstance(thing, Post):
        return thing.topic, {"post": thing.pk}
    if isinstance(thing, Ban):
        return thing.community, {"person": thing.person_id, "ban": thing.pk}
    return thing, {}


def test_no_speaker_tells_a_secret_whatever_it_is_asked_about(full_town):
    spoke = set()
    for verb, speaker in translators.speakers.items():
        rows = list(model_of(verb)._default_manager.all())
        assert rows, verb
        for thing in rows:
            about, detail = asked_about(thing)
            entry = Entry.objects.create(verb=verb, by=None, about=about, detail={**FACTS, **detail})
            for outgoing in speaker(entry):
                check(outgoing.activity, (verb, thing), full_town)
                assert emission.broken_rules(outgoing.activity) == [], (verb, thing)
                spoke.add(verb)
    assert len(spoke) > 20


def test_no_serialiser_shows_a_secret_of_what_it_lets_be_seen(full_town):
    seen = 0
    for kind, serving in translators.served.items():
        for thing in serving.visible():
            document = serving.document(thing)
            check(document, (kind, thing), full_town)
            seen += 1
    assert seen > 15


def test_nothing_that_waits_to_be_sent_holds_one(full_town, follower, nina, worker):
    worker.run()
    assert Delivery.objects.exists()
    for body in Delivery.objects.values_list("body", flat=True):
        check(body, "a letter", full_town)
