"""Brings a demonstration town to life: through the same actions as everybody, in the order of its days."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from commons.base.text import fold, image_markdown
from commons.communities.actions import name_steward, open_community, revise_town
from commons.communities.models import Community
from commons.conversations import actions as talk
from commons.conversations.models import EMOJI, OpinionRound, Post, Topic
from commons.images.actions import add_image
from commons.images.licences import OWN_WORK
from commons.people.actions import give_role, join, town_voice
from commons.people.models import Account, Person
from commons.places.actions import draw_neighbourhood
from commons.places.models import Neighbourhood
from demo import clock
from demo.alerts import plan_alerts
from demo.asking import plan_asking
from demo.assemblies import plan_assemblies
from demo.drawing import DRAWN
from demo.helping import plan_helping
from demo.listings import plan_listings
from demo.mandates import plan_mandates
from wiki import actions as wiki
from wiki.beginnings import built_in
from wiki.models import Page, Theme

Content = dict[str, Any]
REACTIONS = {"thanks": "🙏", "useful": "👍", "agree": "❤️"}
FOUNDED = timedelta(days=120)


@dataclass
class Act:
    """Something that happened at `moment`; acts run in order of time."""

    moment: datetime
    do: Callable[[], None]


@dataclass
class Story:
    """What has been made so far, by its name in the content files."""

    folder: Path
    now: datetime
    people: dict[str, Person] = field(default_factory=dict)
    spaces: dict[str, Community] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    rounds: dict[str, OpinionRound] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)

    def read(self, name: str) -> Content:
        return tomllib.loads((self.folder / name).read_text())

    def plan(self, days_ago: float, do: Callable[[], None]) -> None:
        """Something that happened so many days ago; never in the last minute, so that order is kept."""
        self.plan_at(min(self.now - timedelta(days=days_ago), self.now - timedelta(minutes=1)), do)

    def plan_at(self, moment: datetime, do: Callable[[], None]) -> None:
        self.acts.append(Act(moment, do))


def load(folder: Path) -> None:
    """Load the town in `folder` into an empty database, all or nothing."""
    with transaction.atomic():
        story = Story(folder, timezone.now())
        with clock.at(story.now - FOUNDED):
            found_town(story)
        plan_wiki(story)
        plan_listings(story)
        plan_helping(story)
        plan_conversations(story)
        plan_asking(story)
        plan_mandates(story)
        plan_assemblies(story)
        plan_alerts(story)
        for act in sorted(story.acts, key=lambda act: act.moment):
            with clock.at(act.moment):
                act.do()


def handle_of(name: str) -> str:
    """A name that other servers can write: plain letters and hyphens."""
    return fold(name).replace(" ", "-").replace("’", "-").replace("'", "-")


def found_town(story: Story) -> None:
    facts = story.read("town.toml")
    revise_town(by=None, **{key: str(value).strip() for key, value in facts.items()})
    town_voice()
    for order, facts in enumerate(story.read("neighbourhoods.toml")["neighbourhood"]):
        community = open_community(
            by=None,
            kind=Community.Kind.NEIGHBOURHOOD,
            handle=handle_of(facts["slug"]),
            name=facts["name"],
            summary=facts["description"],
        )
        draw_neighbourhood(
            slug=facts["slug"],
            name=facts["name"],
            description=facts["description"],
            latitude=facts["lat"],
            longitude=facts["lon"],
            ring=facts["polygon"],
            community=community,
            order=order,
        )
    people = story.read("people.toml")["person"]
    for facts in people:
        join_person(story, facts)
    open_themes(story)
    for facts in people:
        for theme in facts.get("steward_of", []):
            name_steward(story.themes[theme].community, by=None, person=story.people[facts["handle"]])
    open_spaces(story)


def join_person(story: Story, facts: Content) -> None:
    account = Account.objects.create_user(facts["email"], mail_wanted=False)
    EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True}
    )
    person = join(
        account,
        handle=facts["handle"],
        name=facts["name"],
        summary=facts.get("summary", ""),
        neighbourhood=Neighbourhood.objects.get(slug=facts["neighbourhood"]),
    )
    for role in facts.get("roles", []):
        give_role(person, by=None, role=role, reason="Démonstration")
    story.people[facts["handle"]] = Person.objects.get(pk=person.pk)


def open_themes(story: Story) -> None:
    for folder in sorted((story.folder / "wiki").iterdir()):
        facts = tomllib.loads((folder / "_theme.toml").read_text())
        theme = story.themes[folder.name] = wiki.open_theme(
            by=None,
            handle=handle_of(folder.name),
            name=facts["name"],
            description=facts["description"],
            rules=facts.get("rules", ""),
            licence=facts.get("licence", "CC BY-SA 4.0"),
        )
        for key in facts.get("templates", []):
            begin = built_in()[key]
            wiki.add_template(theme, by=None, name=begin.name, hint=begin.hint, text=begin.text, made_of=key)


def open_spaces(story: Story) -> None:
    """A space of a neighbourhood is the neighbourhood's own community."""
    for facts in story.read("discussions.toml").get("space", []):
        slug = facts["slug"]
        if "neighbourhood" in facts:
            place = Neighbourhood.objects.select_related("community").get(slug=facts["neighbourhood"])
            assert place.community is not None  # noqa: S101 (drawn with one a moment ago)
            story.spaces[slug] = place.community
        else:
            story.spaces[slug] = open_community(
                by=None,
                kind=Community.Kind.SPACE,
                handle=handle_of(slug),
                name=facts["name"],
                summary=facts["description"],
            )


def plan_wiki(story: Story) -> None:
    for facts in story.read("people.toml")["person"]:
        for theme in facts.get("watches", []):
            story.plan(100, lambda facts=facts, theme=theme: _watch(story, facts["handle"], theme))  # type: ignore[misc]
    for folder in sorted((story.folder / "wiki").iterdir()):
        for number, path in enumerate(sorted(folder.glob("*.md"))):
            _, matter, text = path.read_text().split("+++", 2)
            _plan_page(story, folder.name, tomllib.loads(matter), text.strip() + "\n", 90 - number * 3)


def _watch(story: Story, handle: str, theme: str) -> None:
    wiki.watch(story.themes[theme], by=story.people[handle])


def _plan_page(story: Story, theme: str, facts: Content, text: str, days_ago: float) -> None:
    key = (theme, facts["title"])

    def create() -> None:
        story.pages[key] = wiki.create_page(
            story.themes[theme],
            by=story.people[facts["author"]],
            title=facts["title"],
            text=_illustrated(story, theme, facts, text),
            summary=facts.get("summary", ""),
            tags=facts.get("tags", []),
        )

    def revise(edit: Content) -> Callable[[], None]:
        def do() -> None:
            page = Page.objects.select_related("current").get(pk=story.pages[key].pk)
            assert page.current is not None  # noqa: S101 (created above)
            wiki.revise_page(
                page,
                by=story.people[edit["by"]],
                text=page.current.text.replace(edit["find"], edit["replace"], 1),
                based_on=page.current,
                summary=edit["summary"],
                minor=edit.get("minor", False),
            )

        return do

    story.plan(days_ago, create)
    edits = facts.get("edit", [])
    for number, edit in enumerate(edits):
        story.plan(days_ago * (len(edits) - number) / (len(edits) + 1), revise(edit))


def _illustrated(story: Story, theme: str, facts: Content, text: str) -> str:
    """The text with its pictures, each after the words that it belongs to."""
    for said in facts.get("picture", []):
        image = add_image(
            story.themes[theme].community,
            by=story.people[facts["author"]],
            file=DRAWN[said["drawn"]](),
            alt=said["alt"],
            caption=said["caption"],
            licence=OWN_WORK,
        )
        assert said["after"] in text, said["after"]  # noqa: S101 (the demonstration's own words)
        place = image_markdown(image.name, image.alt, image.caption)
        text = text.replace(said["after"], f"{said['after']}\n\n{place}", 1)
    return text


def plan_conversations(story: Story) -> None:
    content = story.read("discussions.toml")
    for facts in content.get("topic", []):
        _plan_topic(story, facts)
    for facts in content.get("talk", []):
        _plan_talk(story, facts)


def _plan_topic(story: Story, facts: Content) -> None:
    made: list[Topic] = []
    first, *others = facts["post"]

    def start() -> None:
        topic = talk.start_topic(
            by=story.people[first["by"]],
            title=facts["title"],
            text=first["text"],
            community=story.spaces[facts["space"]],
        )
        if facts.get("pinned"):
            Topic.objects.filter(pk=topic.pk).update(pinned=True)
        made.append(topic)
        story.topics[facts["title"]] = topic
        _react(story, topic.posts.get(seq=1), first)

    opened = facts["created_days_ago"]
    story.plan(opened, start)
    for post in others:
        story.plan(opened - post["hours_after"] / 24, lambda post=post: _write(story, made[0], post))  # type: ignore[misc]
    if facts.get("outcome"):
        last = max(post["hours_after"] for post in facts["post"])
        author = story.people[facts["author"]]
        story.plan(
            opened - (last + 3) / 24, lambda: talk.lock_topic(made[0], by=author, outcome=facts["outcome"])
        )


def _write(story: Story, topic: Topic, post: Content) -> None:
    written = talk.write_post(topic, by=story.people[post["by"]], text=post["text"])
    _react(story, written, post)


def _react(story: Story, post: Post, facts: Content) -> None:
    for reaction in facts.get("reactions", []):
        emoji = REACTIONS.get(reaction["kind"], EMOJI[0])
        talk.react(post, by=story.people[reaction["by"]], emoji=emoji)


def _plan_talk(story: Story, facts: Content) -> None:
    for post in facts["post"]:

        def say(post: Content = post) -> None:
            page = story.pages[facts["theme"], facts["page"]]
            topic = talk.talk_about(page, title=page.title, community=page.theme.community)
            talk.write_post(topic, by=story.people[post["by"]], text=post["text"])

        story.plan(facts["created_days_ago"] - post["hours_after"] / 24, say)
