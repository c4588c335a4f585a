"""Dictionaries of RFC 8941 (Structured Fields), as far as RFC 9421 and RFC 9530 need them. Pure."""

import base64
import binascii
import re
from dataclasses import dataclass, field

Bare = str | int | float | bool | bytes | None
Parameters = dict[str, Bare]

_KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
_STRING = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,3})?")
_TOKEN = re.compile(r"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*")
_BYTES = re.compile(r":([A-Za-z0-9+/=]*):")
_SPACES = re.compile(r"[ \t]*")


class BadField(ValueError):
    """Text that is not a structured dictionary, or one that names a member twice."""


class Token(str):
    """A bare word, kept apart from a quoted string so that it is written back as it came."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class InnerList:
    """`("a" "b");x=1`: items with their parameters, then the parameters of the list."""

    items: tuple[tuple[Bare, Parameters], ...]
    parameters: Parameters = field(default_factory=dict)


Member = tuple[InnerList | Bare, Parameters]


def parse_dictionary(text: str) -> dict[str, Member]:
    """The members of a dictionary in order. Raises `BadField`."""
    return _Reader(text).dictionary()


def serialize(listed: InnerList) -> str:
    """An inner list in the one canonical spelling, which is what was signed."""
    items = " ".join(_bare(item) + _parameters(parameters) for item, parameters in listed.items)
    return f"({items}){_parameters(listed.parameters)}"


def _parameters(parameters: Parameters) -> str:
    return "".join(
        f";{key}" if value is True else f";{key}={_bare(value)}" for key, value in parameters.items()
    )


def _bare(value: Bare) -> str:
    if isinstance(value, bool):
        return f"?{int(value)}"
    if isinstance(value, Token):
        return str(value)
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, bytes):
        return f":{base64.b64encode(value).decode()}:"
    return str(value)


class _Reader:
    """A cursor over the text."""

    def __init__(self, text: str) -> None:
        self.text = text.strip(" \t")
        self.at = 0

    def dictionary(self) -> dict[str, Member]:
        found: dict[str, Member] = {}
        while self.at < len(self.text):
            key = self.take(_KEY)[0]
            if key in found:
                raise BadField("duplicate")
            if self.eats("="):
                value: InnerList | Bare = self.inner_list() if self.sees("(") else self.bare()
                # Those of an inner list are signed with it: it has taken them already.
                found[key] = (value, self.parameters())
            else:
                found[key] = (True, self.parameters())
            self.take(_SPACES)
            if self.at < len(self.text):
                if not self.eats(","):
                    raise BadField("malformed")
                self.take(_SPACES)
                if self.at == len(self.text):
                    raise BadField("malformed")
        return found

    def inner_list(self) -> InnerList:
        self.eats("(")
        items: list[tuple[Bare, Parameters]] = []
        while True:
            spaced = bool(self.take(_SPACES)[0])
            if self.eats(")"):
                return InnerList(tuple(items), self.parameters())
            if items and not spaced:
                raise BadField("malformed")
            items.append((self.bare(), self.parameters()))

    def parameters(self) -> Parameters:
        found: Parameters = {}
        while self.eats(";"):
            self.take(_SPACES)
            key = self.take(_KEY)[0]
            if key in found:
                raise BadField("duplicate")
            found[key] = self.bare() if self.eats("=") else True
        return found

    def bare(self) -> Bare:
        if self.sees('"'):
            return re.sub(r"\\(.)", r"\1", self.take(_STRING)[1])
        if self.sees(":"):
            return self.octets()
        if self.eats("?"):
            return self.take(re.compile("[01]"))[0] == "1"
        if self.text[self.at : self.at + 1] in "-0123456789":
            number = self.take(_NUMBER)
            return float(number[0]) if number[1] else int(number[0])
        return Token(self.take(_TOKEN)[0])

    def octets(self) -> bytes:
        try:
            return base64.b64decode(self.take(_BYTES)[1], validate=True)
        except binascii.Error as error:
            raise BadField("malformed") from error

    def sees(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def eats(self, mark: str) -> bool:
        if not self.sees(mark):
            return False
        self.at += len(mark)
        return True

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise BadField("malformed")
        self.at = match.end()
        return match
