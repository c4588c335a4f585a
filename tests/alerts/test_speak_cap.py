"""CAP 1.2 and Atom, against the rules of the standards, written here a second time by hand."""

import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import timezone

from alerts.actions import cancel_alert, confirm_bulletin, end_alert, submit_bulletin
from alerts.cap import CATEGORIES, moment, polygon
from alerts.kinds import Event

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ATOM = "{http://www.w3.org/2005/Atom}"
# Section 3.2: the elements that we use, in the order of the schema.
ALERT = ["identifier", "sender", "sent", "status", "msgType", "source", "scope", "note", "references", "info"]
INFO = [
    "language",
    "category",
    "event",
    "urgency",
    "severity",
    "certainty",
    "effective",
    "onset",
    "expires",
    "senderName",
    "headline",
    "description",
    "web",
    "resource",
    "area",
]
RESOURCE, AREA, GEOCODE = (
    ["resourceDesc", "mimeType", "uri"],
    ["areaDesc", "polygon", "geocode"],
    ["valueName", "value"],
)
NEEDED = {
    "alert": {"identifier", "sender", "sent", "status", "msgType", "scope"},
    "info": {"category", "event", "urgency", "severity", "certainty"},
    "resource": {"resourceDesc", "mimeType"},
    "area": {"areaDesc"},
    "geocode": {"valueName", "value"},
}
WORDS = {
    "status": {"Actual", "Exercise", "System", "Test", "Draft"},
    "msgType": {"Alert", "Update", "Cancel", "Ack", "Error"},
    "scope": {"Public", "Restricted", "Private"},
    "category": {
        "Geo",
        "Met",
        "Safety",
        "Security",
        "Rescue",
        "Fire",
        "Health",
        "Env",
        "Transport",
        "Infra",
        "CBRNE",
        "Other",
    },
    "urgency": {"Immediate", "Expected", "Future", "Past", "Unknown"},
    "severity": {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
    "certainty": {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")  # never "Z"
NAME = re.compile(r"[^\s,<&]+")
PAIR = re.compile(r"-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?")


def said(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{CAP}{name}") or ""


def check(element: ElementTree.Element, order: list[str]) -> None:
    """In the order of the schema, nothing empty, what is needed there, and only words of the standard."""
    name = element.tag.removeprefix(CAP)
    names = [child.tag.removeprefix(CAP) for child in element]
    assert names == sorted(names, key=order.index), names
    assert NEEDED[name] <= set(names), name
    for child in element:
        kind = child.tag.removeprefix(CAP)
        assert len(child) or (child.text or "").strip(), kind
        assert kind not in WORDS or child.text in WORDS[kind], (kind, child.text)


def read(answer: Any) -> tuple[ElementTree.Element, ElementTree.Element]:
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/cap+xml")
    alert = ElementTree.fromstring(answer.content)
    assert alert.tag == f"{CAP}alert"
    check(alert, ALERT)
    assert NAME.fullmatch(said(alert, "identifier")) and NAME.fullmatch(said(alert, "sender"))
    assert MOMENT.fullmatch(said(alert, "sent"))
    for triple in said(alert, "references").split():
        sender, identifier, sent = triple.split(",")
        assert sender == said(alert, "sender") and NAME.fullmatch(identifier) and MOMENT.fullmatch(sent)
    [info] = alert.findall(f"{CAP}info")
    check(info, INFO)
    assert said(info, "language") == "fr-FR"
    for name in ("effective", "onset", "expires"):
        assert MOMENT.fullmatch(said(info, name)), name
    assert datetime.fromisoformat(said(info, "effective")) < datetime.fromisoformat(said(info, "expires"))
    for resource in info.findall(f"{CAP}resource"):
        check(resource, RESOURCE)
    for area in info.findall(f"{CAP}area"):
        check(area, AREA)
        for code in area.findall(f"{CAP}geocode"):
            check(code, GEOCODE)
        for ring in area.findall(f"{CAP}polygon"):
            pairs = (ring.text or "").split(" ")
            assert len(pairs) >= 4 and pairs[0] == pairs[-1] and all(map(PAIR.fullmatch, pairs))
    return alert, info


def test_a_bulletin_is_a_valid_message(relay: Any, visitor: Any, roquette: Any, town: Any) -> None:
    bulletin = relay(level="danger", areas=[roquette], everywhere=False, title="Crue <du> Rhône & vent")
    alert, info = read(visitor.get(f"/alertes/cap/{bulletin.uid}.xml"))
    assert [said(alert, name) for name in ("status", "msgType", "scope", "source")] == [
        "Actual", "Alert", "Public", "Météo-France",
    ]  # fmt: skip
    assert (said(info, "headline"), said(info, "event")) == ("Crue <du> Rhône & vent", "Chaleur")
    assert (said(info, "urgency"), said(info, "severity")) == ("Immediate", "Severe")
    assert said(info, "description") == "Buvez de l’eau. Passez voir vos voisins."
    [area] = info.findall(f"{CAP}area")
    assert said(area, "areaDesc") == "La Roquette"
    assert said(area, "polygon") == "43.674,4.62 43.674,4.626 43.678,4.626 43.678,4.62 43.674,4.62"


def test_the_whole_town_is_one_area_of_many_rings(relay: Any, visitor: Any, town: Any) -> None:
    type(town).objects.update(insee="13004")
    _alert, info = read(visitor.get(f"/alertes/cap/{relay().uid}.xml"))
    [area] = info.findall(f"{CAP}area")
    assert said(area, "areaDesc") == "Arles" and len(area.findall(f"{CAP}polygon")) == 1
    assert said(area.find(f"{CAP}geocode"), "value") == "13004"  # type: ignore[arg-type]


def test_update_and_cancel_name_what_they_are_about(
    relay: Any, draft: Any, iris: Any, jules: Any, visitor: Any
) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        first = relay()
        clock.shift(timedelta(hours=1))
        second = draft(alert=first.alert, title="Jusqu’à samedi")
        submit_bulletin(second, by=iris)
        confirm_bulletin(second, by=jules, edition=1)
        clock.shift(timedelta(hours=1))
        assert visitor.get(f"/alertes/cap/{second.uid}/fin.xml").status_code == 404
        cancel_alert(first.alert, by=iris, reason="Mauvaise ville.")
    begun, _info = read(visitor.get(f"/alertes/cap/{first.uid}.xml"))
    update, _info = read(visitor.get(f"/alertes/cap/{second.uid}.xml"))
    cancel, info = read(visitor.get(f"/alertes/cap/{second.uid}/fin.xml"))
    name = "{},{},{}".format(*(said(begun, part) for part in ("sender", "identifier", "sent")))
    assert (said(update, "msgType"), said(update, "references")) == ("Update", name)
    assert (said(cancel, "msgType"), said(cancel, "note")) == ("Cancel", "Mauvaise ville.")
    assert said(cancel, "references").split(",")[1] == str(second.uid) and said(info, "urgency") == "Past"
    feed = ElementTree.fromstring(visitor.get("/alertes/cap.xml").content)
    files = [
        link.get("href") for link in feed.iter(f"{ATOM}link") if link.get("type") == "application/cap+xml"
    ]
    assert len(files) == 3 and [visitor.get(file).status_code for file in files] == [200, 200, 200]


def test_feeds_say_first_what_no_longer_counts_and_never_what_is_prepared(
    relay: Any, draft: Any, iris: Any, visitor: Any
) -> None:
    draft(title="Pas encore")
    relay(title="Encore là")
    end_alert(relay(title="C’est fini").alert, by=iris)
    cancel_alert(relay(title="Une erreur").alert, by=iris, reason="Faux.")
    relay(title="Pour rire", drill=True)
    feed = ElementTree.fromstring(visitor.get("/alertes/flux.xml").content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == ["Cancelled: Une erreur", "Over: C’est fini", "Encore là"]
    for path in ("/alertes/flux.xml", "/alertes/cap.xml", "/alertes/exercices/flux.xml", "/alertes/"):
        assert "Pas encore" not in visitor.get(path).content.decode()


def test_an_exercise_says_so_in_every_form(relay: Any, visitor: Any) -> None:
    bulletin = relay(drill=True)
    alert, info = read(visitor.get(f"/alertes/cap/{bulletin.uid}.xml"))
    assert (said(alert, "status"), said(alert, "note")) == ("Exercise", "EXERCICE.")
    assert said(info, "headline").startswith("EXERCICE")
    feed = ElementTree.fromstring(visitor.get("/alertes/exercices/cap.xml").content)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == [
        f"EXERCISE: {bulletin.title}"
    ]


def test_a_draft_has_no_file(draft: Any, visitor: Any, signed_in: Any, iris: Any) -> None:
    for client in (visitor, signed_in(iris)):
        assert client.get(f"/alertes/cap/{draft().uid}.xml").status_code == 404


@pytest.mark.parametrize(
    ("when", "written"),
    [
        ("2027-01-05T10:00:00.5+00:00", "2027-01-05T11:00:00+01:00"),
        ("2027-07-05T10:00:00+00:00", "2027-07-05T12:00:00+02:00"),
    ],
)
def test_moments_carry_the_offset_of_their_day(when: str, written: str) -> None:
    assert moment(datetime.fromisoformat(when)) == written


def test_utc_is_written_as_the_standard_wants_it(settings: Any) -> None:
    settings.TIME_ZONE = "UTC"
    assert moment(datetime.fromisoformat("2027-01-05T10:00:00+00:00")) == "2027-01-05T10:00:00-00:00"


def test_what_is_no_area_has_no_polygon() -> None:
    assert polygon([]) == polygon([[4.6, 43.6], [4.7, 43.6], [4.6, 43.6]]) == ""
    assert polygon([[1, 2], [3, 4], [5, 6], [1, 2]]) == "2,1 4,3 6,5 2,1"
    assert set(CATEGORIES) == set(Event)
