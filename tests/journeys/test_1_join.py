"""Journey 1: a visitor reads, joins with the code of a mail, says where they live, and is where they wanted to be."""

import re

import pytest

from .browser import Visitor
from .conftest import Visit
from .towns import Town

PAGE = "/wikis/compost/commencer-un-compost/"
JOIN = re.compile("Rejoindre|Join")


@pytest.fixture
def email(js: bool) -> str:
    """The journey runs twice in one town."""
    return f"ondine-{'avec' if js else 'sans'}@example.org"


def follow_the_edit_tab(visitor: Visitor) -> None:
    """Editing asks for an account: the way in begins at the page one was reading."""
    visitor.page.locator("nav.tabs a[href$='/modifier/']").click()
    visitor.page.wait_for_url("**/compte/login/?next=*")
    visitor.check_page()


def test_a_visitor_joins_and_arrives_where_they_were_going(
    town: Town, visit: Visit, js: bool, email: str
) -> None:
    visitor = visit(town, js=js)
    page = visitor.go(PAGE)
    assert page.get_by_role("heading", level=1).inner_text() == "Commencer un compost"
    visitor.check_page()

    follow_the_edit_tab(visitor)
    page.locator("main a", has_text=JOIN).click()
    page.wait_for_url("**/compte/signup/*")
    visitor.check_page()

    visitor.send("input[type=email]", email)
    page.locator("[name=code]").wait_for()
    visitor.check_page()
    visitor.send("[name=code]", "000000")
    assert page.locator("[name=code]").get_attribute("aria-invalid") == "true"
    visitor.check_page()
    visitor.send("[name=code]", town.code_for(email, after=0))

    page.locator("[name=charter]").wait_for()
    visitor.check_page()
    page.locator("[name=name]").fill("Ondine Féraud")
    # The boxes are forgotten: everything else is still there, and the errors say where to look.
    page.locator("label", has_text="Trinquetaille").click()
    page.get_by_role("main").locator("button.button-first").click()
    page.get_by_role("alert").wait_for()
    visitor.check_page()
    assert page.locator("[name=name]").input_value() == "Ondine Féraud"
    assert page.get_by_label("Trinquetaille").is_checked()
    page.locator("[name=charter]").check()
    page.locator("[name=old_enough]").check()
    page.get_by_role("main").locator("button.button-first").click()

    page.wait_for_url(f"**{PAGE}modifier/")
    assert "Ondine" in page.locator(".says").inner_text()
    assert "compost" in page.locator("textarea[name=text]").input_value()
    visitor.check_page()
    visitor.go("/moi/")
    assert "Trinquetaille" in page.get_by_role("main").inner_text()
    visitor.check_page()


def test_who_has_an_account_is_let_in_by_a_code_and_out_by_a_button(
    town: Town, visit: Visit, js: bool
) -> None:
    visitor = visit(town, js=js)
    visitor.log_in("simone@example.org")
    page = visitor.go("/moi/")
    assert page.get_by_role("heading", level=1).inner_text() == "Simone Vidal-Roche"
    visitor.check_page()
    page.locator("main form[action='/compte/logout/'] button").click()
    page.wait_for_url(town.origin + "/")
    visitor.check_page()
    visitor.go("/moi/")
    assert "/compte/login/" in page.url


def test_nobody_learns_who_has_an_account(town: Town, visit: Visit) -> None:
    """A known address and an unknown one are answered with the same words, at both doors."""
    visitor = visit(town)
    for door in ("/compte/login/", "/compte/signup/"):
        answers = []
        for address in ("marcel@example.org", "personne-ici@example.org"):
            visitor.context.clear_cookies()
            page = visitor.go(door)
            visitor.send("input[type=email]", address)
            page.locator("[name=code]").wait_for()
            answers.append((page.url, page.get_by_role("main").inner_text().replace(address, "")))
        assert answers[0] == answers[1]
