"""Journey 13: help is asked for on a telephone without script, on three pages, and found on the board by filters."""

from .conftest import Visit
from .towns import Town

TITLE = "Tailler le laurier de la cour"


def test_asking_takes_three_pages_and_six_touches(town: Town, visit: Visit) -> None:
    visitor = visit(town, js=False)
    visitor.come_in("carmen@example.org")
    page = visitor.go("/entraide/demander/")
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=category][value=jardinage]").check()
    page.locator("button[value=next]").click()
    page.locator("[name=hurry][value=week]").check()
    visitor.check_page()
    page.locator("button[value=next]").click()
    page.locator("[name=neighbourhood]").wait_for()
    # Six touches so far with the next: title, category, go on, when, go on, publish. The neighbourhood is her own.
    page.locator("button[value=publish]").click()
    page.get_by_role("heading", level=1, name=TITLE).wait_for()

    page = visitor.go("/entraide/?category=jardinage&free=1&kind=request")
    visitor.check_page()
    assert page.locator("#liste .card", has_text=TITLE).count() == 1
    page.locator(".aid-chips a").first.click()
    page.locator("#liste .card", has_text=TITLE).wait_for()
