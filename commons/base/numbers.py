"""Numbers that come from outside: in an address, a form, a header, a letter of another server."""

LARGEST_KEY = 2**63 - 1


def natural(typed: object, *, most: int = LARGEST_KEY) -> int | None:
    """The number that `typed` (str or bytes) spells in ASCII digits; None for anything else and for more than `most`.

    `str.isdigit` also takes "²", which `int` refuses, and `int` refuses four thousand digits.
    """
    text = typed.decode("latin-1") if isinstance(typed, bytes) else str(typed or "")
    if not (text.isascii() and text.isdigit()) or len(text.lstrip("0")) > len(str(most)):
        return None
    number = int(text[-len(str(most)) :])
    return number if number <= most else None
