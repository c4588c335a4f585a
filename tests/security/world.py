"""A town in which every kind of thing lies about, with a secret in each private one, and people of every kind.

`things` names what an address may be about: name → the values that its parts take. A new kind of thing is one more.
"""

import io
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Pillow

from alerts import actions as alerting
from alerts.notices import END_SALT
from commons.base import register
from commons.communities.actions import name_steward, open_community
from commons.communities.models import Community, Town
from commons.conversations import actions as talk
from commons.conversations.models import AgendaItem, HeldPost
from commons.images.actions import add_image
from commons.journal.models import Entry
from commons.mandates import actions as mandates
from commons.moderation.actions import appeal, flag, keep_answer
from commons.moderation.models import Decision
from commons.notices.actions import ask_to_subscribe, renew_feed
from commons.notices.actions.subscribing import address_of as address_of_subscription
from commons.notices.mail import END_SALT as NOTICES_END
from commons.notices.models import Notice, PushDevice, Subscription
from commons.people.actions import follow, give_role, join, leave_town
from commons.people.models import Account, Person, Role
from commons.places.actions import draw_neighbourhood
from commons.privacy import actions as privacy
from commons.privacy.actions.erasing import give_receipt
from commons.privacy.models import Takeaway
from mutual_aid import actions as aid
from mutual_aid.actions.agreements import Agreement
from mutual_aid.actions.calendars import renew_calendar
from mutual_aid.actions.slots import Role as Task
from mutual_aid.actions.slots import organise
from mutual_aid.alerting import address_of_end
from mutual_aid.models import Listing
from mutual_aid.renewal import address_of_renewal
from mutual_aid.wordings import wording
from wiki import actions as wiki
from wiki.actions.digests import SALT as DIGEST_END
from wiki.models import Draft

PARIS = ZoneInfo("Europe/Paris")
# In every title and name: no page shows it as anything but words.
MARKUP = "<svg onload=alert(1)>{{7*7}}"
OLD = timedelta(days=60)
# Everybody who tries every door, in the order of the columns of `doors.py`.
KINDS = (
    "visitor",
    "pending",
    "author",
    "other",
    "steward",
    "mediator",
    "moderator",
    "administrator",
    "officer",
    "remote",
)
MEMBERS = {"author", "other", "steward", "mediator", "moderator", "administrator", "officer"}

# Each secret, and who may meet it anywhere in the town.
SECRETS: dict[str, set[str]] = {
    "CANARY-MEETING-PLACE": {"author"},
    "CANARY-THREAD": {"author"},
    "CANARY-CIRCLE": {"author"},
    "CANARY-MESSAGE-DRAFT": {"author"},
    "CANARY-PAGE-DRAFT": {"author"},
    "CANARY-LISTING-DRAFT": {"author"},
    "CANARY-OFFER-OF-HELP": {"author"},
    "CANARY-MEMBERS-ONLY": MEMBERS,
    "CANARY-FOR-MEDIATORS": {"author", "mediator"},
    "CANARY-HOW-TO-REACH": {"mediator"},
    "CANARY-CALL": {"mediator"},
    "CANARY-WHO-FLAGGED": {"other", "moderator", "administrator"},  # and whoever wrote it: "other"
    "CANARY-HELD-POST": {"author", "steward", "moderator", "administrator"},
    "CANARY-RESIDENTS": MEMBERS,
    "CANARY-HIDDEN-POST": {"author"},  # beside the decision; others meet its words when it is shown again
    "CANARY-PAGE-PROPOSAL": MEMBERS - {"other"},  # whoever the town trusts looks at new pages
    "CANARY-DELETED-PAGE": {"moderator", "administrator", "steward"},
    "CANARY-BULLETIN": {"officer", "administrator"},
    "CANARY-REQUEST": {"author", "officer"},
    "CANARY-INCIDENT": {"officer"},
    "CANARY-MANDATE": {"author", "mediator"},
    "CANARY-LOAN": {"author"},
    "canary-alice@example.org": {"author"},
    "canary-subscriber@example.org": set(),
    "canary-visitor@example.org": set(),
}


def photo(colour: str = "green") -> SimpleUploadedFile:
    out = io.BytesIO()
    Pillow.new("RGB", (64, 64), colour).save(out, "JPEG")
    return SimpleUploadedFile(f"{MARKUP}.JPG", out.getvalue(), "image/jpeg")


class World:
    """`people` by kind; `things` by name."""

    def __init__(self) -> None:
        self.people: dict[str, Person | None] = {"visitor": None, "pending": None, "remote": None}
        self.things: dict[str, dict[str, Any]] = {"town": {}}
        self._open_town()
        self._settle_people()
        self._talk()
        self._write_wiki()
        self._help()
        self._lend()
        self._warn()
        self._keep_rights()
        self._lend_hands()
        self._tokens()
        self._flag()
        self._federate()

    def be(self, name: str, /, **parts: Any) -> None:
        self.things[name] = parts

    def account_of(self, kind: str) -> Account | None:
        if kind == "pending":
            return self.pending
        person = self.people[kind]
        return person.account if person else None

    def _open_town(self) -> None:
        Town.objects.create(
            name="Arles", tagline="Une ville qui se parle.", charter="## Respect\n\nOn se respecte."
        )
        home = Community.objects.create(kind="neighbourhood", handle="la-roquette", name="La Roquette")
        self.place = draw_neighbourhood(
            slug="la-roquette",
            name="La Roquette",
            description="",
            latitude=43.675,
            longitude=4.623,
            ring=[[4.62, 43.674], [4.626, 43.674], [4.626, 43.678], [4.62, 43.678]],
            community=home,
        )
        self.space = open_community(by=None, kind="space", handle="place", name=f"La place {MARKUP}")
        self.theme = wiki.open_theme(by=None, handle="jardins", name="Jardins", description="Ce qui pousse")
        self.be("place", slug="la-roquette")
        self.be("space", acct="place")
        self.be("theme", theme="jardins")

    def _resident(self, kind: str, handle: str, *roles: str) -> Person:
        account = Account.objects.create_user(f"{handle}@example.org")
        person = join(
            account, handle=handle, name=f"{handle.capitalize()} {MARKUP}", neighbourhood=self.place
        )
        for role in roles:
            give_role(person, by=None, role=role, reason="test")
        Person.objects.filter(pk=person.pk).update(created=timezone.now() - OLD)
        self.people[kind] = found = Person.objects.select_related("account").get(pk=person.pk)
        return found

    def _settle_people(self) -> None:
        self.alice = self._resident("author", "alice")
        Account.objects.filter(pk=self.alice.account.pk).update(email="canary-alice@example.org")
        self.charlie = self._resident("other", "charlie")
        self.steward = self._resident("steward", "sam")
        self.mediator = self._resident("mediator", "melanie", "mediator", "mandatary")
        self.mona = self._resident("moderator", "mona", "moderator")
        self.ada = self._resident("administrator", "ada", "administrator")
        self.officer = self._resident("officer", "olga", "data_officer", "alert_issuer")
        self.issuer = self._resident("second issuer", "iris", "alert_issuer")
        self.bob = self._resident("helper", "bob")
        self.pending = Account.objects.create_user("pending@example.org")
        self.rosa = Person.objects.create(
            handle="rosa", name="Rosa", home="nord.example", uri="https://nord.example/ap/person/rosa"
        )
        for community in (self.space, self.theme.community, self.place.community):
            name_steward(community, by=None, person=self.steward)
        follow(self.charlie, self.alice)
        self.be("alice", acct="alice", person="alice")
        self.be("alice by number", uid=self.alice.uid)
        self.be("letter", pk=1, token="x")
        self.be("identity elsewhere", key="franceconnect")
        self.be("bob", acct="bob", person="bob")
        self.be("charlie in the space", acct="place", person="charlie")
        self.be("charge", pk=Role.objects.filter(person=self.mona).get().pk)

    def _talk(self) -> None:
        topic = talk.start_topic(
            by=self.alice, title=f"Les quais {MARKUP}", text="Bonjour", community=self.space
        )
        own = topic.posts.get()
        hidden = talk.write_post(topic, by=self.alice, text="CANARY-HIDDEN-POST")
        talk.hide_post(hidden, by=self.mona, reason="test")
        inside = talk.start_topic(
            by=self.alice,
            title="Entre habitants",
            text="CANARY-RESIDENTS",
            community=self.space,
            reach="residents",
        )
        thread = talk.open_private_thread(about=self.bob, title="Entre nous", members=[self.alice, self.bob])
        secret = talk.write_post(thread, by=self.alice, text="CANARY-THREAD")
        circle = talk.found_circle(by=self.alice, name=f"CANARY-CIRCLE {MARKUP}")
        among = talk.start_in_circle(circle, by=self.alice, title="CANARY-CIRCLE", text="CANARY-CIRCLE")
        draft = talk.keep_draft(self.alice, text="CANARY-MESSAGE-DRAFT", title="", community=self.space)
        poll = talk.open_poll(
            topic,
            by=self.alice,
            question=f"Quand ? {MARKUP}",
            options=["Lundi", "Mardi"],
            method="approval",
            secret=False,
            closes_at=timezone.now() + timedelta(days=3),
        )
        assembly = talk.call_assembly(
            topic,
            by=self.alice,
            starts_at=timezone.now() + timedelta(hours=1),
            ends_at=timezone.now() + timedelta(hours=3),
        )
        talk.open_assembly(assembly, by=self.alice)
        opinions = talk.ask_opinions(
            assembly,
            by=self.alice,
            question="Les quais",
            statements=["Plus d’ombre.", "Moins de bruit."],
            takes_suggestions=True,
        )
        item = AgendaItem.objects.create(assembly=assembly, title="Les quais", place=1)
        self.be("agenda item", pk=topic.pk, item=item.pk)
        self.be("task of the assembly", pk=topic.pk, role=assembly.roles.first().pk)
        self.be("opinion round", pk=opinions.pk, statement=opinions.statements.first().pk)
        talk.hold_post(by=self.alice, text="CANARY-HELD-POST", rule="newcomer", topic=topic)
        pictured = talk.write_post(
            thread,
            by=self.alice,
            text="une photo",
            pictures=[talk.prepared(thread, by=self.alice, file=photo("red"), alt="une porte")],
        )
        self.topic, self.thread = topic, thread
        self.be("topic", pk=topic.pk)
        self.be("topic for residents", pk=inside.pk)
        self.be("thread", pk=thread.pk, handle="bob")
        self.be("circle", pk=circle.pk, handle="alice")
        self.be("topic of the circle", pk=among.pk)
        self.be("post", pk=own.pk)
        self.be("hidden post", pk=hidden.pk)
        self.be("post of the thread", pk=secret.pk)
        self.be("message draft", pk=draft.pk)
        self.be("poll", pk=poll.pk)
        self.be("held post", pk=HeldPost.objects.get().pk)
        self.be("picture of the thread", pk=pictured.pictures.get().pk)

    def _write_wiki(self) -> None:
        text = "## Compost\n\nRemuer chaque semaine.\n"
        page = wiki.create_page(
            self.theme, by=self.alice, title=f"Compost {MARKUP}", text=text, summary=MARKUP, tags=["terre"]
        )
        wiki.revise_page(page, by=self.alice, text=text + "\nArroser.\n", based_on=page.current)
        page.refresh_from_db()
        draft = wiki.keep_draft(
            self.alice, theme=self.theme, page=page, text="CANARY-PAGE-DRAFT", base=page.current
        )
        begun = wiki.begin_draft(self.alice, theme=self.theme, title="CANARY-PAGE-DRAFT", form=uuid4())
        template = wiki.add_template(self.theme, by=self.steward, name="Plante", text="## Semer\n")
        image = add_image(
            self.theme.community, by=self.alice, file=photo(), alt=f"un jardin {MARKUP}", licence="CC0 1.0"
        )
        suggestion = wiki.suggest_edit(
            page,
            text=text + "\nEt couvrir.\n",
            based_on=page.current,
            name=f"Zoé {MARKUP}",
            mail="canary-visitor@example.org",
        )
        export = wiki.ask_export(self.theme, by=self.alice, kind="markdown")
        gone = wiki.create_page(self.theme, by=self.alice, title="Doublon", text="CANARY-DELETED-PAGE")
        wiki.delete_page(gone, by=self.mona, reason="double")
        looked_at = wiki.open_theme(by=None, handle="eau", name="Eau", description="")
        name_steward(looked_at.community, by=None, person=self.steward)
        first = wiki.create_page(looked_at, by=self.mona, title="Pluie", text="La pluie.\n")
        wiki.set_review(looked_at, by=self.mona, mode="all")
        first.theme.refresh_from_db()
        wiki.revise_page(
            first, by=self.alice, text="La pluie.\n\nUne ligne qui attend\n", based_on=first.current
        )
        looked_at.refresh_from_db()
        new = wiki.propose_page(looked_at, by=self.alice, title="Neige", text="CANARY-PAGE-PROPOSAL")
        edit = wiki.propose_edit(page, by=self.rosa, text=text + "\nAérer.\n", based_on=page.current)
        self.page = page
        self.be("edit", theme="jardins", slug=page.slug, pk=edit.pk)
        self.be("page", theme="jardins", slug=page.slug, number=1, name="orphelines", acct="alice")
        self.be("deleted page", theme="jardins", slug=gone.slug, number=1)
        self.be("page to look at", theme="eau", slug=first.slug, number=2)
        self.be("list", theme="jardins", name="orphelines")
        self.be("tag", theme="jardins", slug="terre")
        self.be("author of the theme", theme="jardins", pk=self.alice.pk)
        self.be("page draft", theme="jardins", draft=begun.pk)
        self.be("draft of the page", theme="jardins", slug=page.slug, draft=draft.pk)
        self.be("template", theme="jardins", pk=template.pk)
        self.be("new page", theme="eau", pk=new.pk)
        self.be("export", theme="jardins", uid=export.uid)
        self.be("suggestion", theme="jardins", slug=page.slug, pk=suggestion.pk, key=suggestion.client_key)
        self.be("image", name=image.name)

    def _ask(self, by: Person | None = None, **fields: Any) -> Listing:
        usual = {
            "kind": "request",
            "title": f"Porter des courses {MARKUP}",
            "body": "Au troisième.",
            "category": "courses",
            "neighbourhood": self.place,
        }
        return aid.post_listing(by=by or self.alice, **{**usual, **fields})

    def _agreement(self, purpose: str = "posting") -> Agreement:
        return Agreement("by_phone", date.today(), wording(purpose, town="Arles").code)

    def _help(self) -> None:
        listing = self._ask(meeting_place="CANARY-MEETING-PLACE", helpers_needed=2, share=True)
        waiting = aid.propose_help(listing, by=self.bob, message="CANARY-OFFER-OF-HELP", adult=True)
        accepted = aid.accept_response(
            aid.propose_help(self._ask(title="Une lettre"), by=self.bob, message="oui", adult=True),
            by=self.alice,
        )
        thanks = aid.thank(
            aid.confirm_done(aid.mark_done(accepted, by=self.bob), by=self.alice),
            by=self.alice,
            text=f"Merci {MARKUP}",
        )
        self._ask(kind="offer", title="CANARY-MEMBERS-ONLY", body="CANARY-MEMBERS-ONLY", visibility="members")
        hers = self._ask(
            kind="offer", title="CANARY-FOR-MEDIATORS", body="CANARY-FOR-MEDIATORS", visibility="mediators"
        )
        draft = self._ask(title="CANARY-LISTING-DRAFT", body="CANARY-LISTING-DRAFT", as_draft=True)
        case = aid.post_for_somebody(
            by=self.mediator,
            reach="CANARY-HOW-TO-REACH",
            consent=self._agreement(),
            alias=f"Mme A. {MARKUP}",
            kind="request",
            title="Lire une lettre",
            body="Une fois.",
            category="papiers",
            neighbourhood=self.place,
        )
        aid.log_call(
            case, by=self.mediator, whom="person", outcome="reached", about="CANARY-CALL", client_key=uuid4()
        )
        aid.say_what_one_can_do(by=self.alice, categories=["papiers"])
        service = aid.keep_service(None, by=self.ada, name="CCAS", contact="01", what_for="tout")
        handed = aid.hand_to_service(
            case,
            by=self.mediator,
            service=service,
            agreement=self._agreement("handing_over"),
            follow_up_on=timezone.localdate(),
        )
        turned_down = aid.hide_listing(
            self._ask(kind="offer", title="Une annonce"), by=self.mona, reason="test"
        )
        nudge = aid.nudge(case, self.alice, by=self.mediator)
        starts = timezone.now() + timedelta(days=4)
        task = organise(
            by=self.alice,
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            roles=[Task("Planter", 3)],
            title="Planter des arbres",
            body="Ensemble.",
            category="jardinage",
            neighbourhood=self.place,
        )
        alert = aid.save_alert(by=self.alice, kind="request")
        calendar = renew_calendar(by=self.alice)
        self.be("listing", pk=listing.pk, slug="la-roquette")
        self.be("listing for mediators", pk=hers.pk)
        self.be("listing draft", pk=draft.pk)
        self.be("task", pk=task.pk)
        self.be("desk case", pk=case.pk)
        self.be("offer of help", pk=waiting.pk)
        self.be("help given", pk=accepted.pk)
        self.be("thanks", pk=thanks.pk)
        self.be("hand-over", pk=handed.pk)
        self.be("decision", pk=Decision.objects.about_thing(turned_down).latest("pk").pk)
        self.be("code", code=aid.give_code(listing).code)
        self.be("nudge", pk=nudge.pk)
        self.be("service", pk=service.pk)
        self.be("consent", pk=case.consents.first().pk, purpose="posting")
        self.be("consent text", purpose="posting", code=wording("posting", town="Arles").code)
        self.be("poster", slug="la-roquette")
        self.be("alert token", token=address_of_end(alert).rstrip("/").rsplit("/", 1)[1])
        self.be("renewal token", token=address_of_renewal(listing).rstrip("/").rsplit("/", 1)[1])
        self.be("calendar token", token=calendar.token)
        self.listing, self.case, self.service = listing, case, service

    def _lend(self) -> None:
        item = aid.add_item(
            by=self.alice,
            title=f"Une perceuse {MARKUP}",
            usage="",
            category="outils",
            neighbourhood=self.place,
        )
        today = timezone.localdate()
        loan = aid.reserve(item, by=self.bob, starts_on=today, ends_on=today, message="CANARY-LOAN")
        aid.hand_over(aid.agree(loan, by=self.alice), by=self.bob, words="CANARY-LOAN")
        self.be("item", pk=item.pk)
        self.be("loan", pk=loan.pk, moment="handover")

    def _warn(self) -> None:
        facts = {
            "level": "vigilance",
            "event": "heat",
            "title": f"Chaleur {MARKUP}",
            "body": "Buvez.",
            "source_name": "Météo-France",
            "source_url": "https://meteofrance.com/vigilance",
            "source_checked": False,
            "areas": [],
            "everywhere": True,
            "valid_from": None,
            "valid_until": timezone.now() + timedelta(days=2),
        }
        sent = alerting.draft_bulletin(by=self.issuer, **facts)
        alerting.submit_bulletin(sent, by=self.issuer)
        confirmed = alerting.confirm_bulletin(
            sent, by=self.officer, edition=sent.edition, source_checked=True
        )
        draft = alerting.draft_bulletin(by=self.officer, **{**facts, "title": "CANARY-BULLETIN"})
        self.be("alert", pk=confirmed.alert.pk, uid=confirmed.uid)
        self.be("confirmed bulletin", pk=confirmed.pk)
        self.be("bulletin", pk=draft.pk)

    def _keep_rights(self) -> None:
        taken = privacy.ask_takeaway(self.alice, by=self.alice)
        privacy.prepare_takeaway.func(taken.pk)
        asked = privacy.ask_officer(self.alice, by=self.alice, kind="access", words="CANARY-REQUEST")
        incident = privacy.note_incident(
            by=self.officer, found_at=timezone.now(), what="CANARY-INCIDENT", people=1, gravity="risk"
        )
        partner = privacy.note_subcontractor(
            by=self.officer,
            name=f"Hébergeur {MARKUP}",
            what_for="héberger",
            where="France",
            contract_until=None,
        )
        arrival = privacy.bring_file(self.alice, by=self.alice, file=io.BytesIO(b"x"), kind="archive")
        leaver = self._resident("leaver", "leo")
        leave_town(leaver, by=leaver, erase=False)
        self.be("receipt", receipt=give_receipt(leaver))
        self.be("arrival", uid=arrival.uid)
        self.be("purpose", key=next(iter(register.processings())).key)
        self.be("takeaway", uid=Takeaway.objects.get().uid)
        self.be("request", pk=asked.pk)
        self.be("incident", pk=incident.pk)
        self.be("subcontractor", pk=partner.pk)

    def _lend_hands(self) -> None:
        wanted = mandates.Wanted(
            purpose=f"CANARY-MANDATE {MARKUP}",
            scopes=["mutual_aid.listings"],
            lasts=31,
            place=f"CANARY-MANDATE {MARKUP}",
            language="français",
            easy_read=True,
        )
        begun = mandates.prepare_mandate(self.alice, by=self.mediator, wanted=wanted)
        mandates.note_agreement(begun, by=self.mediator, how="oral", witness="CANARY-MANDATE")
        mandates.begin_mandate(begun, by=self.mediator)
        self.be("mandate", pk=begun.pk)
        asked = mandates.prepare_mandate(self.alice, by=self.mediator, wanted=wanted)
        self.be("mandate asked", pk=asked.pk)

    def _tokens(self) -> None:
        ask_to_subscribe(email="canary-subscriber@example.org", kind="neighbourhood", key=str(self.place.pk))
        row = Subscription.objects.get()
        entry = Entry.objects.filter(verb="conversations.topic_started").first()
        assert entry
        notice = Notice.objects.create(person=self.alice, entry=entry, kind=entry.verb, href="/")
        device = PushDevice(person=self.alice, service="push.example")
        device.keep(endpoint="https://push.example/x", p256dh="p", auth="a")
        device.save()
        self.be("device", pk=device.pk)
        self.be("notice", pk=notice.pk)
        self.be("feed token", token=renew_feed(by=self.alice).token)
        self.be("end token", token=signing.dumps([self.alice.pk, "all"], salt=NOTICES_END))
        self.be("alerts end token", token=signing.dumps(self.alice.pk, salt=END_SALT))
        self.be("digest end token", token=signing.dumps(self.alice.pk, salt=DIGEST_END))
        for name in ("confirm", "end"):
            address = address_of_subscription(row, f"subscription_{name}")
            self.be(f"subscription {name} token", token=address.rstrip("/").rsplit("/", 1)[1])

    def _flag(self) -> None:
        flagged = flag(self.listing, by=self.charlie, reason="other", note="CANARY-WHO-FLAGGED")
        made = appeal(
            Decision.objects.get(pk=self.things["decision"]["pk"]), by=self.alice, words="Je conteste"
        )
        self.be("flag", pk=flagged.pk)
        self.be("case", pk=flagged.case_id)
        self.be("appeal", pk=made.pk)
        self.be(
            "answer of moderators", pk=keep_answer(None, by=self.ada, name="Ton", rule="", words="Merci.").pk
        )
        self.be("passkey", pk=1)
        self.be("listing to flag", label="mutual_aid.listing", pk=self.listing.pk)
        self.be("thread to flag", label="conversations.topic", pk=self.thread.pk)

    def _federate(self) -> None:
        from federation.models import Server

        server = Server.objects.create(host="nord.example")
        self.be("server", pk=server.pk, host="nord.example")
        self.be("person on the wire", kind="person", uid=self.alice.uid, name="outbox")
        self.be("page on the wire", kind="page", uid=self.page.uid, name="history")
        self.be("group on the wire", kind="group", uid=self.space.uid, name="outbox")
        self.be("thread on the wire", kind="topic", uid=self.thread.uid, name="context")
        act = Entry.objects.filter(is_public=True, verb="wiki.page_created").first()
        assert act
        self.be("act", uid=act.uid, form="update")
        asked = follow(self.rosa, self.alice, uri="https://nord.example/follow/1")
        self.be("follow asked", pk=asked.pk)
        self.be("path elsewhere", page="wikis/jardins/")
        self.be("intent", kind="follow")
        self.be("section", section="pages")


def draft_of(person: Person) -> Draft:
    return Draft.objects.filter(by=person).latest("pk")
