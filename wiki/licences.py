"""The licences under which pages may travel on, by the name that people read and the address that says the terms."""

from commons.base.licences import CREATIVE_COMMONS

LICENCES = CREATIVE_COMMONS
USUAL = "CC BY-SA 4.0"


def address_of(name: str) -> str:
    return LICENCES.get(name, LICENCES[USUAL])


def named(address: str) -> str:
    """The name of a licence told by its address; empty for one whose terms nobody here has read."""
    return next((name for name, known in LICENCES.items() if known == address), "")


def is_free(name: str) -> bool:
    """May everybody take the text up, with its authors named and under the same terms?"""
    return name in LICENCES
