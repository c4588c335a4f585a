"""The sections of a text: a heading and what follows it, down to the next one of its level. The reader itself says on
which lines headings stand, so that a code block, a quotation or an underlined heading cannot mislead.
"""

from dataclasses import dataclass

from .rendering import outline_of


@dataclass(frozen=True)
class Section:
    """`text` has no blank lines at its end; `begin` and `end` are lines of the whole, counted from 0."""

    id: str
    title: str
    text: str
    begin: int
    end: int


def sections_of(source: str) -> list[Section]:
    """The sections of a text whose lines end in "\\n", in order; inner ones are part of the outer ones too."""
    lines = source.split("\n")
    found = outline_of(source)
    sections = []
    for index, (level, name, title, begin) in enumerate(found):
        end = next((line for other, _id, _title, line in found[index + 1 :] if other <= level), len(lines))
        text = "\n".join(lines[begin:end]).rstrip("\n")
        sections.append(Section(name, title, text, begin, end))
    return sections


def find_section(source: str, name: str) -> Section | None:
    return next((section for section in sections_of(source) if section.id == name), None)


def with_section(source: str, section: Section, text: str) -> str:
    """The whole text with another section in its place; a blank line keeps it apart from its neighbours."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if text == section.text:
        return source
    lines = source.split("\n")
    before, after = "\n".join(lines[: section.begin]), "\n".join(lines[section.end :])
    return (
        "\n\n".join(part for part in (before.rstrip("\n"), text.strip("\n"), after.strip("\n")) if part)
        + "\n"
    )
