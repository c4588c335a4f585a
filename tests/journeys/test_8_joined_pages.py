"""Journey 8: a steward makes one page of two."""

THEME = "/wikis/nature/"
STAYS, GOES = "L’œdicnème crie à la tombée du jour.", "Il pond sur les cailloux, sans nid."


def variant(title, js):
    """Each run has its own pages: the towns are shared, with other journeys too."""
    return f"{title} {'vivant' if js else 'calme'}"


def write_page(visitor, title, text):
    """Its path."""
    page = visitor.go(f"{THEME}nouvelle/")
    page.fill("[name=title]", title)
    page.fill("[name=text]", text)
    press_first(page)
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
    return page.evaluate("location.pathname")


def press_first(page):
    page.locator("main form .button-first").click()


def wrong_at(page, name):
    """What is said at this field, tied to it for who cannot see it."""
    field = page.locator(f"[name={name}][aria-invalid=true]")
    field.wait_for()
    said = [page.locator(f"#{one}").inner_text() for one in field.get_attribute("aria-describedby").split()]
    return " ".join(said)


def test_a_steward_merges_a_page_into_another(town, visit, js):
    steward = visit(town, js=js)
    steward.come_in("bastien@example.org")
    kept, gone = variant("L’œdicnème", js), variant("Courlis de terre", js)
    path, old = write_page(steward, kept, STAYS), write_page(steward, gone, GOES)

    page = steward.go(old)
    page.locator("main a[href$='/fusionner/']").click()
    page.locator("[name=into]").wait_for()
    steward.check_page()
    assert kept in page.locator("#titles option").evaluate_all("all => all.map(one => one.value)")
    page.fill("[name=into]", "L’œdipe")
    page.fill("[name=reason]", "Le même oiseau")
    press_first(page)
    assert "Aucune autre page" in wrong_at(page, "into")
    steward.check_page()
    assert page.locator("[name=into]").input_value() == "L’œdipe"
    assert page.locator("[name=reason]").input_value() == "Le même oiseau"

    page.fill("[name=into]", kept.upper())
    press_first(page)
    page.wait_for_url(lambda url: "fusionner" not in url)
    page.get_by_role("heading", level=1, name=kept, exact=True).wait_for()
    steward.check_page()
    shown = page.locator("article").inner_text()
    assert STAYS in shown and GOES in shown

    reader = visit(town, js=js)
    page = reader.go(old)
    assert page.evaluate("location.pathname") == path, "the old address leads on"
    page.locator("main a[href$='/historique/']", has_text=gone).click()
    page.locator("ol.history li").first.wait_for()
    reader.check_page()
    assert "Le même oiseau" in page.locator("main").inner_text()
