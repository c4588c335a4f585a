"""Everybody may read what the town keeps of people, and what they read is what the programs carry out."""

import csv
import io

import pytest

from commons.base import register, retention

pytestmark = pytest.mark.django_db


def test_the_register_leads_to_each_purpose_with_its_right(town, visitor):
    page = visitor.get("/vie-privee/registre/").content.decode()
    for purpose in register.processings():
        assert f'href="/vie-privee/registre/{purpose.key}/"' in page
    assert "The law obliges the town." in page


@pytest.mark.parametrize("purpose", register.processings(), ids=lambda purpose: purpose.key)
def test_each_purpose_says_what_for_for_whom_what_and_how_long(town, visitor, purpose):
    page = visitor.get(
        f"/vie-privee/registre/{purpose.key}/", headers={"accept-language": "fr"}
    ).content.decode()
    assert page.count("<strong>") == len(purpose.holdings)
    assert page.count('<p class="soft">') >= len(purpose.holdings)


def test_who_receives_it_and_when_it_goes_are_told(town, visitor):
    page = visitor.get("/vie-privee/registre/conversations/").content.decode()
    assert "only those in it for a private thread" in page
    assert "60 days after you last changed them: it is deleted." in page
    assert "as long as it is public; its author takes it back at any time" in page


def test_every_rule_that_is_carried_out_is_told():
    shown = [rule for holding in register.holdings() for rule in holding.rules]
    carried_out = [rule for table in retention.tables().values() for rule in table.rules]
    assert {id(rule) for rule in carried_out} == {id(rule) for rule in shown}


def test_the_privacy_page_says_it_in_few_words_and_leads_on(town, visitor):
    page = visitor.get("/vie-privee/", headers={"accept-language": "fr"}).content.decode()
    assert "Les voisins se demandent de l’aide" in page
    assert 'href="/vie-privee/registre/mutual_aid/"' in page


def test_a_purpose_that_is_none_is_not_there(town, visitor):
    assert visitor.get("/vie-privee/registre/advertising/").status_code == 404


def test_who_checks_takes_the_register_as_a_table(town, visitor):
    answer = visitor.get("/vie-privee/registre.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(rows) == len(register.holdings())
    [letters] = [row for row in rows if row["model"] == "people.Account"]
    assert (letters["key"], letters["columns"]) == ("people", "email")
