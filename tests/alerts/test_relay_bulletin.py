"""Two people make information public: the door that they use, and what it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alerts.actions import (
    cancel_alert,
    confirm_bulletin,
    draft_bulletin,
    refuse_bulletin,
    revise_rules,
    rewrite_bulletin,
    submit_bulletin,
    take_back_bulletin,
    the_rules,
)
from alerts.models import Alert, Bulletin
from alerts.states import BULLETIN, STEPS, State
from alerts.verbs import Verb
from commons.base.errors import Conflict, MayNot, Refused, TooMany, WrongMoment
from commons.journal.models import Entry
from commons.notices.models import Notice
from commons.people.actions import take_role


def test_one_writes_another_confirms_and_it_is_on_every_page(
    signed_in: Any, visitor: Any, iris: Any, jules: Any, typed: Any, worker: Any
) -> None:
    form = typed()
    answer = signed_in(iris).post("/alertes/ecrire/", form)
    bulletin = Bulletin.objects.get()
    assert answer.url == bulletin.get_absolute_url() and bulletin.state == State.WAITING
    assert visitor.get("/").content.count("Le Rhône monte".encode()) == 0
    signed_in(iris).post("/alertes/ecrire/", form)  # a double tap
    assert Bulletin.objects.count() == 1
    worker.run()
    assert Notice.objects.get(kind=Verb.BULLETIN_SUBMITTED).person == jules
    second = signed_in(jules)
    assert b"You are the second person" in second.get(bulletin.get_absolute_url()).content
    address = f"/alertes/preparation/{bulletin.pk}/confirmer/"
    assert second.post(address, {"edition": 1}).status_code == 422  # the source was not opened
    assert second.post(address, {"edition": 1, "read": "on"}).status_code == 302
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.issuer, bulletin.confirmer) == (State.PUBLISHED, iris, jules)
    assert list(
        Entry.objects.filter(verb__startswith="alerts", is_public=True).values_list("verb", "by")
    ) == [(Verb.ALERT_PUBLISHED, jules.pk)]
    for path in ("/", "/entraide/", "/alertes/", "/absent/"):
        page = visitor.get(path).content.decode()
        assert "Le Rhône monte" in page and "Vigicrues" in page, path


def test_every_move_that_the_table_does_not_know_is_refused() -> None:
    for step in STEPS.values():
        for before in State:
            assert BULLETIN.allows(before, step.after) or before not in step.before
    assert BULLETIN.last() == {State.DROPPED, State.SUPERSEDED, State.ENDED, State.CANCELLED}


def test_nobody_confirms_their_own_nor_without_the_charge(
    draft: Any, iris: Any, jules: Any, ada: Any, mona: Any, charlie: Any
) -> None:
    bulletin = submit_bulletin(draft(), by=iris)
    for person in (iris, ada, mona, charlie):
        with pytest.raises(MayNot):
            confirm_bulletin(bulletin, by=person, edition=1)
    confirm_bulletin(bulletin, by=jules, edition=1)
    with pytest.raises(WrongMoment):
        confirm_bulletin(bulletin, by=jules, edition=1)


def test_who_lost_the_charge_stands_for_nothing(draft: Any, iris: Any, jules: Any, ada: Any) -> None:
    bulletin = submit_bulletin(draft(), by=iris)
    take_role(iris.role_set.get(), by=ada)
    with pytest.raises(WrongMoment, match="no longer"):
        confirm_bulletin(bulletin, by=jules, edition=1)


def test_what_is_confirmed_is_what_was_read(
    draft: Any, iris: Any, jules: Any, signed_in: Any, typed: Any
) -> None:
    bulletin = submit_bulletin(draft(), by=iris)
    take_back_bulletin(bulletin, by=iris)
    signed_in(iris).post(f"/alertes/preparation/{bulletin.pk}/modifier/", typed(title="Autre chose"))
    bulletin.refresh_from_db()
    assert (bulletin.title, bulletin.edition, bulletin.state) == ("Autre chose", 2, State.WAITING)
    with pytest.raises(Conflict):
        confirm_bulletin(bulletin, by=jules, edition=1)
    confirm_bulletin(bulletin, by=jules, edition=2)


def test_a_refusal_says_why_and_can_be_put_right(
    draft: Any, iris: Any, jules: Any, signed_in: Any, worker: Any
) -> None:
    bulletin = submit_bulletin(draft(), by=iris)
    address = f"/alertes/preparation/{bulletin.pk}/refuser/"
    assert signed_in(jules).post(address, {"reason": " "}).status_code == 422
    signed_in(jules).post(address, {"reason": "La source dit mercredi."})
    worker.run()
    assert Notice.objects.get(person=iris).kind == Verb.BULLETIN_REFUSED
    assert "La source dit mercredi." in signed_in(iris).get(bulletin.get_absolute_url()).content.decode()
    rewrite_bulletin(bulletin, by=iris)
    submit_bulletin(bulletin, by=iris)
    confirm_bulletin(bulletin, by=jules, edition=2)
    with pytest.raises(MayNot):
        refuse_bulletin(bulletin, by=iris, reason="x")


def test_an_update_keeps_the_thread_and_prolongs_it(
    relay: Any, draft: Any, iris: Any, jules: Any, visitor: Any
) -> None:
    first = relay(title="Chaud jusqu’à jeudi")
    later = timezone.now() + timedelta(days=6)
    second = draft(alert=first.alert, title="Chaud jusqu’à samedi", valid_until=later)
    assert "samedi" not in visitor.get(first.get_absolute_url()).content.decode()
    with pytest.raises(Conflict):
        draft(alert=first.alert)
    submit_bulletin(second, by=iris)
    confirm_bulletin(second, by=jules, edition=1)
    first.refresh_from_db()
    assert first.state == State.SUPERSEDED and Alert.objects.get().current == second
    page = visitor.get(first.get_absolute_url()).content.decode()
    assert page.index("Chaud jusqu’à samedi") < page.index("Chaud jusqu’à jeudi")
    assert Entry.objects.filter(verb=Verb.ALERT_UPDATED, about_id=first.alert_id).count() == 1


def test_cancelling_says_why_on_the_same_page(relay: Any, iris: Any, signed_in: Any, visitor: Any) -> None:
    bulletin = relay(level="danger")
    address = f"/alertes/{bulletin.alert_id}/annuler/"
    assert signed_in(iris).post(address, {"reason": ""}).status_code == 422
    signed_in(iris).post(address, {"reason": "Mauvais département."})
    page = visitor.get(bulletin.get_absolute_url()).content.decode()
    assert "Mauvais département." in page and bulletin.title in page
    assert bulletin.title not in visitor.get("/").content.decode()
    with pytest.raises(WrongMoment):
        cancel_alert(bulletin.alert, by=iris, reason="encore")


def test_an_administrator_stops_but_does_not_relay(relay: Any, ada: Any, charlie: Any, draft: Any) -> None:
    bulletin = relay()
    with pytest.raises(MayNot):
        cancel_alert(bulletin.alert, by=charlie, reason="x")
    with pytest.raises(MayNot):
        draft(by=ada)
    cancel_alert(bulletin.alert, by=ada, reason="Erreur")
    assert Bulletin.objects.get().state == State.CANCELLED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "a\x0bb"}, "title"),
        ({"event": ""}, "event"),
        ({"source_url": "http://meteofrance.com/"}, "source_url"),
        ({"source_url": "https://lea:secret@meteofrance.com/"}, "source_url"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "https://meteofrance.com.faux.example/"}, "source_checked"),
        ({"reach": "areas"}, "areas"),
        ({"valid_until": ""}, "valid_until"),
        ({"valid_until": "2020-01-01T10:00"}, "valid_until"),
        ({"valid_until": "2090-01-01T10:00"}, "valid_until"),
        ({"valid_until": "2027-03-28T02:30", "valid_from": "2027-03-28T00:00"}, "valid_until"),
        ({"level": "grave"}, "level"),
    ],
)
def test_bad_input_is_said_at_its_field_and_the_rest_comes_back(
    signed_in: Any, iris: Any, typed: Any, changes: dict[str, str], field: str
) -> None:
    answer = signed_in(iris).post("/alertes/ecrire/", typed(**changes))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert "Ne descendez pas sur les quais." in answer.content.decode()
    assert not Bulletin.objects.exists()


def test_a_site_off_the_list_is_checked_by_both(
    signed_in: Any, iris: Any, jules: Any, ada: Any, typed: Any
) -> None:
    strange = typed(source_url="https://www.ville-arles.example/crue")
    assert signed_in(iris).post("/alertes/ecrire/", strange).status_code == 422
    signed_in(iris).post("/alertes/ecrire/", {**strange, "source_checked": "on"})
    bulletin = Bulletin.objects.get()
    with pytest.raises(Refused):
        confirm_bulletin(bulletin, by=jules, edition=1)
    address = f"/alertes/preparation/{bulletin.pk}/confirmer/"
    assert signed_in(jules).post(address, {"edition": 1, "read": "on"}).status_code == 422
    signed_in(jules).post(address, {"edition": 1, "read": "on", "source_checked": "on"})
    bulletin.refresh_from_db()
    assert bulletin.state == State.PUBLISHED and not bulletin.source_listed
    said = {"official_hosts": "gouv.fr\nVille-Arles.example", "most_a_day": 8}
    assert signed_in(iris).post("/alertes/regles/", said).status_code == 404
    assert signed_in(ada).post("/alertes/regles/", {**said, "official_hosts": "fr"}).status_code == 422
    signed_in(ada).post("/alertes/regles/", said)
    answer = signed_in(iris).post("/alertes/ecrire/", typed(source_url="https://ville-arles.example/eau"))
    assert answer.status_code == 302


def test_so_many_a_day(relay: Any, draft: Any, iris: Any, jules: Any, ada: Any) -> None:
    revise_rules(by=ada, official_hosts=the_rules().official_hosts, most_a_day=2)
    relay()
    relay()
    with pytest.raises(TooMany):
        relay()
    relay(drill=True)  # counted apart
    assert Bulletin.objects.filter(state=State.PUBLISHED).count() == 3


def test_what_is_prepared_is_for_those_who_hold_the_charge(
    draft: Any, iris: Any, jules: Any, ada: Any, charlie: Any, mona: Any, visitor: Any, signed_in: Any
) -> None:
    bulletin = submit_bulletin(draft(title="Secret encore"), by=iris)
    paths = ["/alertes/preparation/", f"/alertes/preparation/{bulletin.pk}/", "/alertes/ecrire/"]
    for person in (charlie, mona):
        assert [signed_in(person).get(path).status_code for path in paths] == [404, 404, 404]
    assert [signed_in(ada).get(path).status_code for path in paths] == [200, 200, 404]
    assert [signed_in(jules).get(path).status_code for path in paths] == [200, 200, 200]
    assert visitor.get(f"/alertes/{bulletin.alert_id}/").status_code == 404
    for path in ("/", "/alertes/", "/journal/", "/recherche/?q=secret"):
        assert "Secret encore" not in visitor.get(path).content.decode(), path
    with pytest.raises(MayNot):
        draft_bulletin(by=charlie, client_key=None)
