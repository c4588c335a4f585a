"""Journey 19: a message is flagged and hidden; its author reads why and contests it, and somebody else takes it back.

Without scripts: none of these pages has one of its own.
"""

from playwright.sync_api import expect

from .browser import Visitor
from .conftest import Visit
from .test_4_live import open_discussion
from .towns import Town

WORDS = "La mienne a rendu l’âme."
WHY = "Ce message se moque d’une voisine."


def test_what_is_hidden_is_contested_and_shown_again(town: Town, visit: Visit) -> None:
    def enter(handle: str) -> Visitor:
        visitor = visit(town, js=False)
        visitor.come_in(f"{handle}@example.org")
        return visitor

    author, neighbour, moderator, second = (enter(name) for name in ("marcel", "rose", "karim", "jeanne"))
    address = open_discussion(author, "Ma poubelle de tri")
    flag(neighbour, address)
    hide(moderator)
    expect(neighbour.go("/moderation/mes-signalements/").locator("main")).to_contain_text("Merci.")
    expect(neighbour.go(address).locator("main")).not_to_contain_text(WORDS)
    contest(author)
    take_back(second)
    author.page.reload()
    expect(author.page.locator("main")).to_contain_text("Elle parle de sa poubelle.")
    author.check_page()
    expect(neighbour.go(address).locator("main")).to_contain_text(WORDS)


def flag(neighbour: Visitor, address: str) -> None:
    page = neighbour.go(address)
    page.locator(".message a", has_text="Plus").click()
    page.locator("main a[href*='/signaler/conversations.post/']").click()
    note = page.locator("[name=note]")
    note.fill("Elle se reconnaîtra.")
    neighbour.forgive("422")
    page.locator("main form button.button-first").click()
    expect(note).to_have_value("Elle se reconnaîtra.")
    neighbour.check_page()
    page.locator("[name=reason][value=hurtful]").check()
    page.locator("main form button.button-first").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ma poubelle de tri")


def hide(moderator: Visitor) -> None:
    """A line is pressed anywhere, its box apart."""
    page = moderator.go("/moderation/")
    line = page.locator("main .rows li", has_text="Elle se reconnaîtra.").last
    case = line.get_attribute("id")
    line.locator("[name=case]").check()
    line.click(position={"x": 60, "y": 60})
    expect(page.locator("main")).to_contain_text("Elle se reconnaîtra.")
    moderator.check_page()
    page.locator("[name=kind][value=hidden]").check()
    page.locator("[name=rule]").select_option("charter")
    page.locator("[name=words]").fill(WHY)
    page.locator("[name=answer]").fill("Merci.")
    page.locator("main form button.button-first").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Modération")
    expect(page.locator(f"#{case}")).to_have_count(0)


def contest(author: Visitor) -> None:
    page = author.go("/moderation/mes-decisions/")
    author.check_page()
    page.locator("main li", has_text=WHY).get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("La charte de cette ville ne le permet pas.")
    expect(page.locator("main")).to_contain_text(WORDS)
    author.check_page()
    page.locator("main a.button-first").click()
    author.check_page()
    page.locator("[name=words]").fill("Je parlais de ma poubelle.")
    page.locator("main form button.button-first").click()
    expect(page.locator("main")).to_contain_text("Je parlais de ma poubelle.")


def take_back(second: Visitor) -> None:
    page = second.go("/moderation/recours/")
    second.check_page()
    page.locator("main li", has_text="Je parlais de ma poubelle.").get_by_role("link").last.click()
    second.check_page()
    page.locator("[name=reverse][value=yes]").check()
    page.locator("[name=answer]").fill("Elle parle de sa poubelle.")
    page.locator("main form button.button-first").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Décisions à revoir")
