"""Places of the town touch nobody: people are in a neighbourhood, never at a point."""

from commons.places.models import Neighbourhood

IMPERSONAL = {Neighbourhood: "what everybody may know of a part of the town"}
