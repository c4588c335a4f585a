"""This town, and what its neighbours are called: their hosts are in every address, their names are for people."""

from commons.communities.models import NeighbourTown, Town
from commons.communities.verbs import Verb
from commons.live.remembered import Remembered

own_town = Remembered(lambda: Town.objects.first() or Town(), until={Verb.TOWN_REVISED})
# A list of a hundred things from elsewhere costs no query per row.
_names = Remembered(
    lambda: dict(NeighbourTown.objects.exclude(name="").values_list("home", "name")), until=()
)


def remember_town(home: str, name: str) -> None:
    """Write down what the town at that host calls itself; called when its own server has said so."""
    NeighbourTown.objects.update_or_create(home=home, defaults={"name": " ".join(name.split())[:120]})
    _names.forget_now_and_on_commit()


def town_name(home: str) -> str:
    """ "Tarascon" for "tarascon.example"; the host itself while the town has not told its name."""
    return _names().get(home, home)
