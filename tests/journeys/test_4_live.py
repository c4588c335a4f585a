"""Journey 4: two people in one discussion, without reloading, through a tunnel, without scripts, until one leaves."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from .browser import Visitor
from .conftest import Visit
from .hand import Hand
from .towns import Town, until

# On PostgreSQL with Redis, frames take another way.
pytestmark = [pytest.mark.both, pytest.mark.alone]

GOAL = 1.0  # seconds from the answer to the sender until the other one sees it
LATEST = 2.0  # the same on a machine that is doing other things
SPACE = "/discussions/espaces/place-publique/"

# Remembers when the page first held the words, in the page's own clock; looks at every change, so costs nothing.
WATCH = """words => new Promise(found => {
    const list = document.querySelector("[data-list]");
    const look = () => list.innerText.includes(words) && found(Date.now());
    new MutationObserver(look).observe(list, { childList: true, subtree: true });
    look();
})"""


# A socket of our own, which remembers how it ended.
OPEN_A_SOCKET = """() => new Promise(done => {
    const socket = new WebSocket(`ws://${location.host}/ws/live/`);
    socket.onopen = () => socket.send(JSON.stringify({ listen: [] }));
    socket.onmessage = (message) => done(JSON.parse(message.data).t);
    socket.onclose = ({ code }) => { window.closedWith = code; };
})"""


@pytest.fixture
def discussion(town: Town, visit: Visit) -> Iterator[tuple[Visitor, Visitor]]:
    """Yanis and Rose, both with scripts, in a discussion that Yanis has just opened."""
    yanis, rose = visit(town), visit(town)
    yanis.come_in("yanis@example.org")
    rose.come_in("rose@example.org")
    address = open_discussion(yanis, "Qui a une échelle double ?")
    rose.go(address)
    for visitor in (yanis, rose):
        wait_until_live(visitor.page)
    yield yanis, rose


def open_discussion(visitor: Visitor, title: str) -> str:
    page = visitor.go(SPACE)
    page.locator("main a[href$='/nouvelle/']").first.click()
    page.locator("[name=title]").wait_for()
    visitor.check_page()
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill("La mienne a rendu l’âme.")
    page.locator("main form button.button-first").click()
    page.get_by_role("heading", level=1, name=title).wait_for()
    visitor.check_page()
    return page.evaluate("location.pathname")


def wait_until_live(page: Page) -> None:
    """The page hears once its socket has told it where things stand."""
    page.wait_for_function("() => document.querySelector('[data-live]')")
    heard = page.evaluate(
        """() => new Promise(done => {
            const socket = new WebSocket(`ws://${location.host}/ws/live/`);
            const name = document.querySelector("[data-live]").dataset.live.split("/").slice(2, 4).join(":");
            socket.onopen = () => socket.send(JSON.stringify({ listen: [name] }));
            socket.onmessage = (message) => { socket.close(); done(JSON.parse(message.data).t); };
        })"""
    )
    assert heard == "listening"


def send(page: Page, words: str) -> float:
    """Write it through the composer; the moment of the server's answer, in milliseconds of this machine's clock."""
    page.locator("form#composer textarea").fill(words)
    with page.expect_response(lambda r: r.url.endswith("/ecrire/")) as answer:
        page.locator("form#composer button.button-first").click()
    assert answer.value.status == 201, "sent in place, without a new page"
    timing = answer.value.request.timing
    return float(timing["startTime"] + timing["responseStart"])


def numbers_shown(page: Page) -> list[int]:
    return [
        int(n)
        for n in page.locator("[data-list] > [data-seq]").evaluate_all("all => all.map(li => li.dataset.seq)")
    ]


def words_shown(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("[data-list] .message-body").all_inner_texts()]


def test_each_sees_what_the_other_writes_within_a_second(
    discussion: tuple[Visitor, Visitor], capsys: pytest.CaptureFixture[str]
) -> None:
    yanis, rose = discussion
    for visitor in discussion:
        visitor.page.evaluate("window.sameDocument = true")
    delays = [
        delay(yanis.page, rose.page, "Une à trois mètres suffirait."),
        delay(rose.page, yanis.page, "J’en ai une, venez la chercher."),
        delay(yanis.page, rose.page, "Alors ce soir."),
        delay(rose.page, yanis.page, "Entendu pour ce soir."),
    ]
    with capsys.disabled():
        print(f"\n    seen by the other after {', '.join(f'{delay * 1000:.0f} ms' for delay in delays)}")
    assert sorted(delays)[len(delays) // 2] <= GOAL
    assert max(delays) <= LATEST
    for visitor in discussion:
        assert visitor.page.evaluate("window.sameDocument"), "nobody reloaded"
        visitor.check_page()
    assert words_shown(yanis.page) == words_shown(rose.page)
    assert yanis.page.locator("form#composer textarea").input_value() == ""


def delay(writer: Page, reader: Page, words: str) -> float:
    """Seconds from the answer to the writer until the reader's page holds the words (never less than nothing)."""
    reader.evaluate(f"window.seen = ({WATCH})({words!r})" + "; undefined")
    answered = send(writer, words)
    seen = reader.evaluate(
        "Promise.race([window.seen, new Promise(late => setTimeout(() => late(null), 5000))])"
    )
    assert seen is not None, f"not seen within five seconds: {words}"
    return max(0.0, (seen - answered) / 1000)


def test_a_tunnel_of_ten_messages_leaves_no_trace(discussion: tuple[Visitor, Visitor]) -> None:
    yanis, rose = discussion
    send(rose.page, "Je prends le train, je vous lis.")
    with rose.offline():
        rose.page.wait_for_function("!navigator.onLine")
        for number in range(1, 11):
            send(yanis.page, f"Message {number} pendant le tunnel")
        # A question asked just before the tunnel may still be answered in it; the rest may not arrive.
        assert "Message 10 pendant le tunnel" not in words_shown(rose.page)
    rose.page.locator(".message-body", has_text="Message 10 pendant le tunnel").wait_for()
    expected = [f"Message {number} pendant le tunnel" for number in range(1, 11)]
    assert words_shown(rose.page)[-10:] == expected
    assert words_shown(rose.page) == words_shown(yanis.page)
    for visitor in discussion:
        shown = numbers_shown(visitor.page)
        assert shown == sorted(set(shown)), "in order, none twice"
    send(yanis.page, "Vous voilà revenue.")
    rose.page.locator(".message-body", has_text="Vous voilà revenue.").wait_for()
    # The same list, in the same order, as for somebody who opens the page now.
    live = words_shown(rose.page)
    rose.page.reload()
    assert words_shown(rose.page) == live


def test_what_is_sent_without_network_waits_and_leaves_by_itself_once(
    discussion: tuple[Visitor, Visitor],
) -> None:
    yanis, rose = discussion
    form = yanis.page.locator("form#composer")
    with yanis.offline():
        form.locator("textarea").fill("Écrit dans le tunnel")
        form.locator("button.button-first").click()
        yanis.page.locator("form#composer[data-now=waiting]").wait_for()
        assert "attend ici" in form.locator("[data-state]").inner_text()
        yanis.check_page()
        assert form.locator("textarea").input_value() == "Écrit dans le tunnel"
    rose.page.locator(".message-body", has_text="Écrit dans le tunnel").wait_for()
    yanis.page.locator(".message-body", has_text="Écrit dans le tunnel").wait_for()
    yanis.page.locator("form#composer[data-now=sent]").wait_for()
    assert form.locator("textarea").input_value() == ""
    assert words_shown(rose.page).count("Écrit dans le tunnel") == 1


def test_words_changed_while_they_wait_are_sent_as_they_are_now(discussion: tuple[Visitor, Visitor]) -> None:
    yanis, rose = discussion
    form = yanis.page.locator("form#composer")
    with yanis.offline():
        form.locator("textarea").fill("Rendez-vous à midi")
        form.locator("button.button-first").click()
        yanis.page.locator("form#composer[data-now=waiting]").wait_for()
        form.locator("textarea").fill("Rendez-vous à treize heures")
        assert form.get_attribute("data-now") == "", "it waits for the one who changes it"
    form.locator("button.button-first").click()
    rose.page.locator(".message-body", has_text="treize heures").wait_for()
    assert not any("midi" in words for words in words_shown(rose.page))


def test_who_writes_too_soon_in_a_slow_conversation_is_told_there_and_keeps_the_words(
    town: Town, discussion: tuple[Visitor, Visitor]
) -> None:
    _yanis, rose = discussion  # who opened it is not held up
    address = rose.page.evaluate("location.pathname")
    with Hand(town) as hand:
        hand(
            "from commons.conversations.actions import arrange_topic\n"
            "from commons.conversations.models import Topic\n"
            "from commons.people.models import Person\n"
            "arrange_topic(Topic.objects.get(pk=pk), by=Person.objects.get(handle='karim'), slow_seconds=300,"
            " announcements=False)",
            pk=int(address.split("/")[2]),
        )
    send(rose.page, "Une première fois")
    form = rose.page.locator("form#composer")
    form.locator("textarea").fill("Tout de suite après")
    rose.forgive("429")
    form.locator("button.button-first").click()
    rose.page.locator("form#composer[data-now=failed]").wait_for()
    assert re.search(r"seconde", form.locator("[data-state]").inner_text())
    assert form.locator("textarea").input_value() == "Tout de suite après"
    rose.check_page()


CHANGES = """
from commons.conversations.actions import lock_topic, react, revise_post
from commons.conversations.models import Topic
from commons.people.models import Person
topic = Topic.objects.get(pk=pk)
post = topic.posts.order_by("seq").first()
karim = Person.objects.get(handle="karim")
"""


def test_what_changes_takes_the_focus_from_nobody_and_a_conversation_that_closes_says_so(
    town: Town, discussion: tuple[Visitor, Visitor]
) -> None:
    _yanis, rose = discussion
    page, pk = rose.page, int(rose.page.evaluate("location.pathname").split("/")[2])
    message = page.locator("[data-list] > [data-seq]").first
    held = message.locator("a[href], button, summary").last
    held.focus()
    before = page.evaluate("document.activeElement.outerHTML")
    with Hand(town) as hand:
        hand(CHANGES + "revise_post(post, by=post.author, text='La mienne est réparée.')", pk=pk)
        message.get_by_text("La mienne est réparée.").wait_for()
        assert page.evaluate("document.activeElement.closest('[data-seq]') !== null")
        assert page.evaluate("document.activeElement.outerHTML") == before
        page.locator("[data-log][aria-live=polite]").wait_for()
        assert page.locator("[data-changed]").is_hidden()
        hand(CHANGES + "lock_topic(topic, by=karim, outcome='Une échelle a été trouvée.')", pk=pk)
    page.locator("[data-changed]").wait_for()
    rose.check_page()


def test_without_scripts_a_link_shows_what_is_new(town: Town, visit: Visit) -> None:
    yanis, rose = visit(town, js=False), visit(town, js=False)
    yanis.come_in("yanis@example.org")
    rose.come_in("rose@example.org")
    address = open_discussion(yanis, "Un four à pain au jardin ?")
    page = rose.go(address)
    rose.check_page()
    for words in ("Avec de l’argile d’ici.", "Et des briques de récupération."):
        yanis.page.locator("form#composer textarea").fill(words)
        yanis.page.locator("form#composer button.button-first").click()
        yanis.page.locator(".message-body", has_text=words).wait_for()
    yanis.check_page()
    assert not any("argile" in words for words in words_shown(page))
    page.locator("noscript a[href^='?after=']").click()
    page.locator(".message-body", has_text="briques de récupération").wait_for()
    rose.check_page()
    assert words_shown(page) == words_shown(yanis.page)
    # The line of what is new stands just before the first message she had not seen.
    after_line = page.locator("#new + [data-seq] .message-body").inner_text()
    assert "argile" in after_line
    # What says nothing is refused under its field.
    page.locator("form#composer textarea").fill("   ")
    page.locator("form#composer button.button-first").click()
    page.locator("form#composer [aria-invalid=true]").wait_for()
    rose.check_page()


def test_logging_out_closes_the_live_socket_of_every_page(town: Town, visit: Visit) -> None:
    gaspard = visit(town)
    gaspard.log_in("gaspard@example.org")
    heard: list[str | bytes] = []
    page = gaspard.page
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(frame)))
    gaspard.go("/moi/reglages/")
    until(lambda: page.evaluate("true") and heard, "the page is live")
    plain = gaspard.context.new_page()
    plain.goto(town.origin + "/offline/")  # a page without our scripts, to see the socket itself
    assert plain.evaluate(OPEN_A_SOCKET) == "listening"

    other = gaspard.context.new_page()
    other.goto(town.origin + "/moi/")
    other.locator("main form[action='/compte/logout/'] button").click()
    other.wait_for_url(town.origin + "/")
    plain.wait_for_function("() => window.closedWith")
    assert plain.evaluate("window.closedWith") == 4401
    # A page that must not stay is loaded again by itself, and finds nobody logged in.
    page.wait_for_url("**/compte/login/?next=*")
