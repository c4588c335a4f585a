"""A neighbouring town is shown by its name, not by its host."""

import pytest
from django.core.management import call_command

from commons.communities import towns
from commons.communities.models import NeighbourTown

pytestmark = pytest.mark.django_db

SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/2.1"


@pytest.fixture
def tarascon(elsewhere):
    """A town with one theme, whose NodeInfo can be changed before it is followed."""
    theme = elsewhere.group("jardins", "theme")
    listed = {"type": "OrderedCollection", "id": f"{elsewhere.origin}/ap/communities"}
    elsewhere.shows("/ap/communities", {**listed, "orderedItems": [theme.address]})
    return elsewhere


def says_its_name(server, metadata, *, at=""):
    links = [{"rel": SCHEMA, "href": f"{at or server.origin}/nodeinfo/2.1"}]
    server.shows("/.well-known/nodeinfo", {"links": links}, kind="application/json")
    server.shows("/nodeinfo/2.1", {"metadata": metadata}, kind="application/json")


def test_following_a_town_learns_its_name_and_shows_it(tarascon, town, visitor):
    says_its_name(tarascon, {"nodeName": "Tarascon"})
    call_command("follow_town", tarascon.origin)
    assert towns.town_name(tarascon.host) == "Tarascon"
    page = visitor.get("/communautes/jardins@" + tarascon.host + "/").content.decode()
    assert "Tarascon" in page


@pytest.mark.parametrize("metadata", [[], {}, {"nodeName": ["x"]}, {"nodeName": "  "}, {"nodeName": 3}])
def test_a_town_without_a_usable_name_is_shown_by_its_host(tarascon, town, metadata):
    says_its_name(tarascon, metadata)
    call_command("follow_town", tarascon.origin)
    assert not NeighbourTown.objects.exists()
    assert towns.town_name(tarascon.host) == tarascon.host


def test_one_town_cannot_name_itself_by_the_word_of_another(tarascon, evil, town):
    says_its_name(tarascon, {"nodeName": "Arles"}, at=evil.origin)
    says_its_name(evil, {"nodeName": "Arles"})
    call_command("follow_town", tarascon.origin)
    assert not NeighbourTown.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_list_of_things_from_elsewhere_costs_one_query_for_all_names(town, django_assert_num_queries):
    towns.remember_town("nord.example", "Nord")
    with django_assert_num_queries(1):
        assert {towns.town_name("nord.example") for _ in range(50)} == {"Nord"}
        assert towns.town_name("sud.example") == "sud.example"
