"""Journey 16: two people relay what an authority says; it stands on every page, is updated, and is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from .browser import Visitor
from .conftest import Enter, Visit
from .towns import Town

SOURCE = "https://www.vigicrues.gouv.fr/"


def write(jeanne: Visitor, title: str) -> str:
    """From the list to what waits for a second person; its path."""
    page = jeanne.go("/alertes/")
    jeanne.check_page()
    page = jeanne.go("/alertes/ecrire/")
    jeanne.check_page()
    page.locator("[name=title]").fill(title)
    page.locator("[name=source_url]").fill("www.vigicrues")
    page.locator("main button[value=submit]").click()
    page.locator(".field-wrong [name=source_url]").wait_for()
    jeanne.check_page()
    assert page.locator("[name=title]").input_value() == title, "what was typed is kept"
    page.locator("[name=level][value=vigilance]").check()
    page.locator("[name=event]").select_option("flood")
    page.locator("[name=body]").fill("Ne descendez pas sur les quais. Montez ce qui craint l’eau.")
    page.locator("[name=source_name]").fill("Vigicrues")
    page.locator("[name=source_url]").fill(SOURCE)
    tomorrow = datetime.now() + timedelta(days=1)
    page.locator("[name=valid_until]").fill(tomorrow.strftime("%Y-%m-%dT%H:%M"))
    page.locator("main button[value=submit]").click()
    page.get_by_text("Une autre personne qui a cette charge").wait_for()
    jeanne.check_page()
    return page.evaluate("location.pathname")


def confirm(karim: Visitor, path: str) -> None:
    page = karim.go(path)
    karim.check_page()
    page.locator("main form[action$='/confirmer/'] button.button-first").click()  # the source was not opened
    page.locator(".field-wrong [name=read]").wait_for()
    karim.check_page()
    page.locator("[name=read]").check()
    page.locator("main form[action$='/confirmer/'] button.button-first").click()
    page.wait_for_url(lambda url: "/preparation/" not in url)
    karim.check_page()


def test_two_people_relay_what_an_authority_says(town: Town, enter: Enter, visit: Visit, js: bool) -> None:
    title = f"Le Rhône monte {'ce soir' if js else 'cette nuit'}"
    jeanne, karim = enter("jeanne"), enter("karim")
    path = write(jeanne, title)
    assert not jeanne.page.locator("main form[action$='/confirmer/']").count(), "nobody confirms their own"
    passer_by = visit(town, js=js)
    assert not passer_by.go("/").locator(".alerts details", has_text=title).count(), "one is not enough"
    confirm(karim, path)
    alert = karim.page.evaluate("location.pathname")
    for somewhere in ("/", "/entraide/", "/wikis/compost/"):
        page = passer_by.go(somewhere)
        banner = page.locator(".alerts details", has_text=title)
        banner.locator("summary").click()  # it opens without a script
        assert "Vigicrues" in banner.inner_text()
    passer_by.check_page()
    page = passer_by.go(alert)
    passer_by.check_page()
    assert page.locator(f"main a[href='{SOURCE}']").count()

    lea = enter("lea")
    page = lea.go("/")
    mine = page.locator(".alerts details", has_text=title)
    mine.locator("summary").click()
    mine.locator("button").click()
    page.wait_for_load_state()
    assert not lea.go("/entraide/").locator(".alerts details", has_text=title).count(), "read is read"

    page = jeanne.go(f"{alert}lever/")
    jeanne.check_page()
    page.locator("main form button.button-first").click()
    page.wait_for_url(lambda url: "lever" not in url)
    assert not passer_by.go("/").locator(".alerts details", has_text=title).count()
    assert passer_by.go(alert).locator("h1").inner_text(), "its page stays"
    passer_by.check_page()
