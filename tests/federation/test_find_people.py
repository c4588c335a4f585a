"""Handles and where they lead: how others find us, how we find them, and who may bear which handle."""

import json

import pytest

from commons.people.models import Person
from federation import identities
from federation.identities import Unknown, look_up

pytestmark = pytest.mark.django_db

FINGER = "/.well-known/webfinger?resource=acct:"


def says(server, handle, actor, *, subject=""):
    """The server's WebFinger knows `name@host` as this actor."""
    link = {"rel": "self", "type": "application/activity+json", "href": actor}
    jrd = {"subject": f"acct:{subject or handle}", "links": [link]}
    server.shows(f"{FINGER}{handle}", jrd, kind="application/jrd+json")


def shown_of(actor):
    return Person.objects.get(uri=actor.address).shown_handle


# -- as others find us ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["acct:{0}", "acct:@{0}", "@{0}", "{0}"])
def test_every_way_to_write_a_handle_is_understood(form, alice, visitor, settings):
    asked = form.format(f"Alice@{settings.CALADE_HOST}")
    said = visitor.get("/.well-known/webfinger", {"resource": asked}).json()
    assert said["subject"] == f"acct:alice@{settings.CALADE_HOST}"
    assert alice.address in said["aliases"]


@pytest.mark.both
@pytest.mark.parametrize(
    "form",
    [
        *("acct:al\0ice@{0}", "acct:alice@{0}\0", "al\0ice", "https://else.where/\0", "\0"),
        *("http://{0}/personnes/al\0ice/", "http://{0}/personnes/al%00ice/", "http://{0}/wikis/a%00b/"),
    ],
)
def test_what_names_nobody_is_not_found(form, alice, visitor, settings):
    asked = {"resource": form.format(settings.CALADE_HOST)}
    assert visitor.get("/.well-known/webfinger", asked).status_code == 404


def test_a_town_may_be_served_by_another_host_than_its_handles(alice, visitor, settings):
    settings.CALADE_HANDLE_DOMAIN = "ville.fr"
    for host in ("ville.fr", settings.CALADE_HOST):
        said = visitor.get("/.well-known/webfinger", {"resource": f"acct:alice@{host}"}).json()
        assert said["subject"] == "acct:alice@ville.fr"
    path = alice.address.removeprefix(settings.CALADE_ORIGIN)
    document = json.loads(visitor.get(path, headers={"accept": "application/activity+json"}).content)
    assert (document["webfinger"], document["preferredUsername"]) == ("alice@ville.fr", "alice")
    assert visitor.get("/.well-known/webfinger", {"resource": "acct:alice@autre.fr"}).status_code == 404


def test_both_versions_of_nodeinfo_are_listed_and_served(town, visitor, settings):
    links = visitor.get("/.well-known/nodeinfo").json()["links"]
    found = {link["rel"].rpartition("/")[2]: link["href"] for link in links}
    for version in ("2.0", "2.1"):
        answer = visitor.get(found[version].removeprefix(settings.CALADE_ORIGIN))
        assert answer.json()["version"] == version
        assert f"schema/{version}#" in answer["Content-Type"]
    assert set(visitor.get("/nodeinfo/2.0").json()["software"]) == {"name", "version"}


def test_host_meta_says_the_same_in_both_forms(town, visitor, settings):
    template = f"{settings.CALADE_ORIGIN}/.well-known/webfinger?resource={{uri}}"
    assert template in visitor.get("/.well-known/host-meta").content.decode()
    answer = visitor.get("/.well-known/host-meta.json")
    assert answer.json()["links"][0]["template"] == template


def test_a_closed_town_is_found_by_nobody(town, visitor, settings):
    settings.CALADE_FEDERATION = "closed"
    for path in ("/.well-known/host-meta.json", "/nodeinfo/2.0", "/nodeinfo/2.1"):
        assert visitor.get(path).status_code == 404


# -- as we find others ------------------------------------------------------------------------------------


def test_a_handle_on_the_same_host_leads_to_its_actor(nina, elsewhere, town):
    says(elsewhere, f"nina@{elsewhere.host}", nina.address)
    assert look_up(f"@nina@{elsewhere.host}") == nina.address


def test_the_other_domain_may_redirect_to_the_home(elsewhere, evil, town):
    """`evil` is for once the honest front of the town's domain."""
    nina = elsewhere.somebody("nina", webfinger=f"nina@{evil.host}")
    handle = f"nina@{evil.host}"
    says(elsewhere, handle, nina.address)
    evil.shows(f"{FINGER}{handle}", {}, status=302)
    evil.headers["Location"] = f"{elsewhere.origin}{FINGER}{handle}"
    assert look_up(handle) == nina.address
    assert shown_of(nina) == handle


def test_a_subject_on_another_host_is_asked_there_once(elsewhere, evil, town):
    nina = elsewhere.somebody("nina")
    canonical = f"nina@{evil.host}"
    says(elsewhere, f"nina@{elsewhere.host}", nina.address, subject=canonical)
    says(evil, canonical, nina.address)
    assert look_up(f"nina@{elsewhere.host}") == nina.address
    assert shown_of(nina) == canonical  # their own home names them so, and that host agrees


def test_a_subject_that_leads_on_and_on_is_refused(elsewhere, evil, nina, town):
    says(elsewhere, f"nina@{elsewhere.host}", nina.address, subject=f"nina@{evil.host}")
    says(evil, f"nina@{evil.host}", nina.address, subject=f"autre@{evil.host}")
    with pytest.raises(Unknown, match="other-subject"):
        look_up(f"nina@{elsewhere.host}")


def test_nobody_is_given_a_handle_by_somebody_elses_host(nina, elsewhere, evil, town):
    """The stranger's host names her; her own home knows nothing of it."""
    says(elsewhere, f"nina@{elsewhere.host}", nina.address)
    says(evil, f"victime@{evil.host}", nina.address)
    assert look_up(f"victime@{evil.host}") == nina.address
    assert shown_of(nina) == f"nina@{elsewhere.host}"


def test_nobody_takes_a_handle_that_its_host_does_not_give(elsewhere, evil, town):
    liar = elsewhere.somebody("liar", webfinger=f"mairie@{evil.host}")
    identities.actor_at(liar.address)
    assert shown_of(liar) == f"liar@{elsewhere.host}"
    says(evil, f"mairie@{evil.host}", evil.somebody("mairie").address)
    Person.objects.filter(uri=liar.address).update(webfinger=f"mairie@{evil.host}")
    identities.update_actor(liar.address)
    assert shown_of(liar) == f"liar@{elsewhere.host}"


@pytest.mark.parametrize(
    "account", ["", "nina", "@nina", "nina@", "ni na@nord.example", "nina@127.1", "a/b@nord.example"]
)
def test_what_is_no_handle_is_refused_before_anything_is_asked(account, elsewhere, town):
    with pytest.raises(Unknown, match="bad-account"):
        look_up(account)
    assert not elsewhere.asked
