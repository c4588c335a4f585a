"""Read from our own source: where words may become HTML, SQL or code, and that nothing else does so."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("commons", "wiki", "mutual_aid", "alerts", "federation", "demo")
SOURCES = [
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
]
TEMPLATES = [
    *(ROOT / "templates").rglob("*.*"),
    *(page for name in PACKAGES for page in (ROOT / name).rglob("*.html")),
]

# Where text becomes HTML without being escaped once more, and what has cleaned it there.
MAKES_HTML = {
    "commons/base/text": "the sanitiser itself",
    "commons/base/templatetags/calade.py": "fixed words, and the icons of a package",
    "commons/search/snippets.py": "escapes each piece itself",
    "wiki/linked_data.py": "JSON with every sign of markup as an escape",
    "wiki/changed_words.py": "escapes each word itself",
    "wiki/rendering.py": "what was rendered and cleaned, from the cache",
    "wiki/sections.py": "parts of what was cleaned, cut between elements",
    "wiki/exchange/rewriting.py": "the sanitiser's output with its links aimed anew",
    "mutual_aid/posters.py": "the drawing of a QR code that we make",
    "alerts/views/feeding.py": "XML that was written by an XML writer",
    "commons/conversations": "Post.body, cleaned when it was written or when it is unsealed",
}
# Templates with words that are HTML already.
UNESCAPED = {
    "templates/wiki/book_begins.html": "our own style sheet, in a file that stands alone",
    "templates/wiki/alone.html": "our own style sheet, in a file that stands alone",
    "templates/mutual_aid/listing.html": "Listing.html, cleaned when it is written",
    "templates/mutual_aid/desk_case.html": "Listing.html, cleaned when it is written",
}
INLINE = (
    r"<script(?![^>]*\b(src=|type=\"application/ld\+json))|javascript:"
    r"|\son(click|load|error|submit|change|input|focus|blur|toggle|key\w+|mouse\w+|pointer\w+)="
)
# Where SQL is written by hand, with parameters.
MAKES_SQL = {
    "commons/journal/bell.py", "commons/search/engines.py", "commons/search/traces.py", "commons/base/leases.py",
    "commons/base/addresses.py", "commons/base/filled.py",
    "commons/operation", "commons/privacy/actions/erasing.py", "commons/base/sqlite",
}  # fmt: skip
NEVER = {"pickle", "marshal", "shelve", "dill", "xml.sax", "xml.dom.minidom"}
RUNS = {"eval", "exec", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "compile"}


def calls(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rsplit(".", 1)[-1], node


def inside(path, places):
    name = path.relative_to(ROOT).as_posix()
    return any(name == place or name.startswith(f"{place}/") for place in places)


def test_only_these_places_make_html_of_words():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        for name, _node in calls(path)
        if name in {"mark_safe", "SafeString", "SafeText"} and not inside(path, MAKES_HTML)
    }
    assert found == set(), MAKES_HTML


def test_format_html_is_given_a_fixed_sentence():
    for path in SOURCES:
        for name, node in calls(path):
            if name in {"format_html", "format_html_join"}:
                assert isinstance(node.args[0], ast.Constant), path


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_turns_escaping_off_nowhere(path):
    text = path.read_text()
    name = path.relative_to(ROOT).as_posix()
    if path.suffix == ".txt":
        return  # plain text of a message: no browser reads it as HTML
    if name not in UNESCAPED:
        assert not re.search(r"\|\s*safe(seq)?\b|autoescape off", text)
    inline = INLINE if "mail" in path.name else INLINE + r"|\sstyle="
    assert not re.search(inline, text), "nothing inline"


def test_sql_by_hand_is_written_in_few_places_and_never_with_words_in_it():
    for path in SOURCES:
        for name, node in calls(path):
            if name in {"raw", "extra", "RawSQL"}:
                raise AssertionError(f"{path}: {ast.unparse(node)[:80]}")
            if name in {"execute", "executemany"} and "cursor" in ast.unparse(node.func):
                assert inside(path, MAKES_SQL), path


def test_what_is_asked_for_never_names_a_column():
    """`filter(**request.GET)` and `order_by(request.GET[...])` would let strangers write queries."""
    for path in SOURCES:
        for name, node in calls(path):
            if name in {
                "filter",
                "exclude",
                "annotate",
                "order_by",
                "alias",
                "values",
                "get",
                "create",
                "update",
            }:
                given = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg is None]
                if name in {"order_by", "annotate", "alias"}:
                    given += [ast.unparse(argument) for argument in node.args]
                assert not [one for one in given if "request." in one or ".GET" in one or ".POST" in one], (
                    path
                )


def test_nothing_that_is_read_is_executed():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not NEVER & set(names), (path, names)
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in RUNS, path


def test_chance_is_for_waiting_only():
    """Whatever must not be guessed comes from `secrets`; `random` spreads retries in time."""
    users = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import) and "random" in {alias.name for alias in node.names}
    }
    assert {user for user in users if not user.startswith("demo/")} == {
        "commons/journal/jobs.py", "commons/journal/actions.py", "federation/lanes.py",
    }  # fmt: skip
