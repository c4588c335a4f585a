"""Translations without gettext's programs, so that a fresh machine needs nothing but Python.

Finds every marked string in templates and Python, keeps `locale/<language>/LC_MESSAGES/django.po` in step, and
compiles it. Django's own makemessages needs xgettext from the system.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import block_re, constant_re, endblock_re, inline_re, plural_re

SINGULAR = {"gettext", "gettext_lazy", "_"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
FOLDERS = ["commons", "wiki", "mutual_aid", "alerts", "federation", "demo", "templates"]


@dataclass(frozen=True)
class Message:
    text: str
    plural: str = ""
    context: str = ""


@dataclass
class Found:
    """Where each message is used, as "file" without line numbers: they would change with every edit."""

    places: dict[Message, set[str]] = field(default_factory=dict)

    def add(self, message: Message, place: str) -> None:
        self.places.setdefault(message, set()).add(place)


def find_all(root: Path) -> Found:
    found = Found()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            place = path.relative_to(root).as_posix()
            if path.suffix == ".py" and "migrations" not in path.parts:
                for message in in_python(path.read_text()):
                    found.add(message, place)
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                for message in in_template(path.read_text()):
                    found.add(message, place)
    return found


def in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in SINGULAR and words:
            yield Message(words[0])
        elif name in PLURAL and len(words) >= 2:
            yield Message(words[0], plural=words[1])
        elif name in CONTEXT and len(words) >= 2:
            yield Message(words[1], context=words[0])


def in_template(source: str) -> Iterator[Message]:
    """`{% translate %}`, `{% blocktranslate %}` with plurals and trimming, and `_("...")` in expressions."""
    block: list[list[str]] | None = None
    trimmed = False
    for token in Lexer(source).tokenize():
        if block is not None:
            if token.token_type == TokenType.BLOCK and endblock_re.match(token.contents):
                texts = ["".join(part) for part in block]
                texts = [trim_whitespace(text) if trimmed else text for text in texts]
                yield Message(texts[0], plural=texts[1] if len(texts) > 1 else "")
                block = None
            elif token.token_type == TokenType.BLOCK and plural_re.match(token.contents):
                block.append([])
            elif token.token_type == TokenType.VAR:
                block[-1].append(f"%({token.contents})s")
            elif token.token_type == TokenType.TEXT:
                block[-1].append(token.contents.replace("%", "%%"))
            continue
        if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
            continue
        if token.token_type == TokenType.BLOCK and block_re.match(token.contents):
            block, trimmed = [[]], " trimmed" in f" {token.contents} "
            continue
        inline = inline_re.match(token.contents) if token.token_type == TokenType.BLOCK else None
        if inline:
            yield Message(_unquote(inline[1]))
        for constant in constant_re.findall(token.contents):
            yield Message(_unquote(constant))


def _unquote(quoted: str) -> str:
    quoted = quoted.strip()
    if quoted.startswith("_("):
        quoted = quoted[2:-1]
    return quoted[1:-1].replace("%", "%%") if quoted[:1] in {'"', "'"} else quoted


def catalogue(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def update(root: Path, language: str, *, known: dict[Message, list[str]] | None = None) -> list[Message]:
    """Bring the catalogue in step with the code; returns the messages that still have no translation.

    `known` gives translations to take over: one form, or one per plural.
    """
    path = catalogue(root, language)
    old = {_key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    po = polib.POFile(wrapwidth=110)
    po.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Language": language,
        "Plural-Forms": "nplurals=2; plural=(n > 1);" if language == "fr" else "nplurals=2; plural=(n != 1);",
    }
    missing = []
    for message, places in sorted(
        find_all(root).places.items(), key=lambda item: (item[0].text, item[0].context)
    ):
        before = old.get(message)
        forms = (known or {}).get(message) or (_forms(before) if before else [])
        entry = polib.POEntry(
            msgid=message.text,
            msgid_plural=message.plural,
            msgctxt=message.context or None,
            occurrences=[(place, "") for place in sorted(places)],
            flags=["python-format"] if "%(" in message.text else [],
        )
        if message.plural:
            entry.msgstr_plural = dict(enumerate(forms)) if len(forms) == 2 else {0: "", 1: ""}
        else:
            entry.msgstr = forms[0] if forms else ""
        if not entry.translated():
            missing.append(message)
        po.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    po.save(str(path))
    return missing


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, plural=entry.msgid_plural or "", context=entry.msgctxt or "")


def _forms(entry: polib.POEntry) -> list[str]:
    if entry.msgid_plural:
        return [entry.msgstr_plural[index] for index in sorted(entry.msgstr_plural)]
    return [entry.msgstr] if entry.msgstr else []


def stale(root: Path) -> list[Path]:
    """The catalogues that were changed after they were compiled, or never compiled."""
    paths = [(path, path.with_suffix(".mo")) for path in root.glob("locale/*/LC_MESSAGES/*.po")]
    return [
        path
        for path, compiled in paths
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime
    ]


def compile_all(root: Path) -> None:
    """Write the .mo files that Django reads, where they are older than their catalogue."""
    for path in stale(root):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def faults(root: Path, language: str) -> list[str]:
    """What is wrong with a catalogue: missing, unused, or a translation that lost a placeholder."""
    path = catalogue(root, language)
    if not path.exists():
        return [f"{path.relative_to(root)} is missing"]
    entries = {_key(entry): entry for entry in polib.pofile(str(path))}
    found = find_all(root).places
    said = [f"not in the catalogue: {message.text!r}" for message in found if message not in entries]
    said += [f"not used any more: {message.text!r}" for message in entries if message not in found]
    for message, entry in entries.items():
        if not entry.translated():
            said.append(f"not translated: {message.text!r}")
        for form in _forms(entry):
            if _placeholders(form) - _placeholders(message.text + message.plural):
                said.append(f"a placeholder that the original does not have: {form!r}")
    return said


def _placeholders(text: str) -> set[str]:
    return {part.split(")")[0] for part in text.split("%(")[1:]}


def root_of_project() -> Path:
    return Path(settings.ROOT)
