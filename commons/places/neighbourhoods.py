"""The neighbourhoods of this town, in their order: a dozen rows that hardly ever change."""

from commons.live.remembered import Remembered
from commons.places.models import Neighbourhood

neighbourhoods = Remembered(lambda: tuple(Neighbourhood.objects.all()), until=())
