"""What a page shows of a name, a moment, a number and a field, as the reader meets it."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from commons.base.templatetags import calade

PARIS = dt.timezone(dt.timedelta(hours=1))
TODAY = dt.datetime(2026, 11, 22, 12, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def a_sunday_in_arles(settings):
    settings.TIME_ZONE = "Europe/Paris"
    with time_machine.travel(TODAY, tick=False), translation.override("fr"):
        yield


def page(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (dt.datetime(2026, 11, 24, 18, 0, tzinfo=PARIS), "mardi 24 novembre à 18 h"),
        (dt.datetime(2026, 11, 22, 14, 5, tzinfo=PARIS), "dimanche 22 novembre à 14 h 05"),
        (dt.datetime(2026, 12, 1, 9, 30, tzinfo=PARIS), "mardi 1er décembre à 9 h 30"),
        (dt.datetime(2027, 1, 3, 8, 0, tzinfo=PARIS), "dimanche 3 janvier à 8 h"),
        (dt.datetime(2025, 3, 1, 0, 0, tzinfo=PARIS), "samedi 1er mars 2025 à 0 h"),
        (dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC), "mercredi 25 novembre à 0 h 30"),
        (dt.date(2026, 11, 24), "mardi 24 novembre"),
        (dt.time(14, 5), "14 h 05"),
    ],
)
def test_a_moment_is_written_as_one_says_it(moment, said):
    assert calade.said_words(moment).replace("\u00a0", " ") == said


def test_a_moment_never_says_today_because_pages_are_stored():
    shown = page("{{ moment|said }}", moment=TODAY)
    assert "aujourd" not in shown
    assert '<time datetime="2026-11-22T12:00:00+01:00" data-ago>' in shown


def test_an_appointment_stays_as_it_is_written():
    assert "data-ago" not in page("{{ moment|said:'fixed' }}", moment=TODAY)
    assert page("{{ nothing|said }}", nothing=None) == ""


def test_the_same_moment_in_english():
    with translation.override("en"):
        evening = dt.datetime(2026, 11, 24, 18, 0, tzinfo=PARIS)
        assert calade.said_words(evening) == "Tuesday 24 November at 18:00"


def test_numbers_are_spaced_as_the_language_does():
    assert calade.spaced(12450) == "12\u202f450"
    assert calade.spaced(1234.5) == "1\u202f234,5"
    assert calade.spaced(999) == "999"
    assert calade.spaced("beaucoup") == "beaucoup"
    with translation.override("en"):
        assert calade.spaced(12450) == "12,450"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Léa Fontvieille", "LF"),
        ("Marie de la Tour", "MT"),
        ("Éric", "ÉR"),
        ("  ", "·"),
        ("« Rosa »", "RO"),
        ("e\u0301ve", "ÉV"),
        ("X", "X"),
    ],
)
def test_a_stone_carries_two_letters(name, letters):
    assert calade.initials(name) == letters


def test_a_name_is_always_the_same_stone_however_it_was_typed():
    assert calade.pebble_classes("Léa") == calade.pebble_classes(" le\u0301a ")
    stones = {calade.pebble_classes(f"Personne {n}") for n in range(400)}
    assert len(stones) == calade.TINTS * calade.TURNS, "every tint is met with every turn"


def test_a_stone_is_silent_and_escapes_what_it_is_given():
    shown = page("{% pebble name 'l' %}", name="<b> <i>")
    assert 'aria-hidden="true"' in shown
    assert "pebble-l" in shown
    assert "<b>" not in shown


def test_an_icon_is_inline_silent_and_free_of_style():
    shown = page("{% icon 'map-pin' %}")
    assert shown.startswith("<svg")
    assert 'aria-hidden="true"' in shown
    assert "style=" not in shown
    assert "data-slot" not in shown


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "Réessayez dans une seconde."), (99, "Réessayez dans 99 secondes."),
        (100, "Réessayez dans 2 minutes."), (3541, "Réessayez dans 60 minutes."),
        (5_900, "Réessayez dans 99 minutes."), (7_201, "Réessayez dans 3 heures."),
        (86_400, "Réessayez dans 24 heures."),
    ],
)  # fmt: skip
def test_one_is_told_in_the_unit_that_one_counts_in_when_to_come_back(seconds, said):
    with translation.override("fr"):
        assert calade.try_again(seconds) == said


def test_a_handle_says_the_home_of_somebody_from_elsewhere():
    assert calade.handle(SimpleNamespace(shown_handle="rosa@nimes.example")) == "@rosa@nimes.example"
    assert calade.handle(None) == ""


class AskForHelp(forms.Form):
    title = forms.CharField(label="De quoi avez-vous besoin", help_text="Une phrase suffit.")
    detail = forms.CharField(label="Détails", widget=forms.Textarea, required=False)
    when = forms.ChoiceField(
        label="Quand", choices=[("now", "Maintenant"), ("later", "Plus tard")], widget=forms.RadioSelect
    )
    share = forms.BooleanField(label="Montrer aux voisins", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_ties_its_hint_and_its_error_to_the_control():
    form = AskForHelp({"title": "", "when": "now"})
    shown = page("{% field form.title %}", form=form)
    named = re.search(r'<input[^>]* aria-describedby="([^"]+)"', shown)
    assert named, shown
    for name in named[1].split():
        assert f'id="{name}"' in shown, "what the control names is on the page"
    assert 'aria-invalid="true"' in shown
    assert "optional" not in shown


def test_each_kind_of_field_keeps_one_label_and_no_placeholder():
    form = AskForHelp()
    kinds = {"title": "plain", "detail": "plain", "when": "choices", "share": "choice", "secret": "hidden"}
    for name, kind in kinds.items():
        assert calade.kind_of(form[name]) == kind
        shown = page("{% field f %}", f=form[name])
        assert "placeholder" not in shown
        assert kind == "hidden" or shown.count(str(form[name].label)) == 1
    assert "<fieldset" in page("{% field f %}", f=form["when"])
    assert 'class="optional"' in page("{% field f %}", f=form["detail"])


def test_the_summary_comes_with_two_errors_and_leads_to_each():
    one = page("{% include 'parts/_form_errors.html' %}", form=AskForHelp({"title": "", "when": "now"}))
    assert "role=" not in one
    two = page("{% include 'parts/_form_errors.html' %}", form=AskForHelp({}))
    assert 'role="alert"' in two
    assert 'href="#id_title"' in two
    assert 'href="#id_when_field"' in two, "a group of choices is reached by its frame"
    assert 'id="id_when_field"' in page("{% field form.when %}", form=AskForHelp({}))


def test_the_bar_says_where_one_is():
    request = RequestFactory().get("/entraide/porter-une-armoire/")
    source = "{% current 'mutual_aid' '/entraide/' %}|{% current 'home' '/' %}|{% current 'wiki' '/wikis/' %}"
    assert page(source, request=request, section="mutual_aid") == ' aria-current="true"||'
    assert page("{% current 'home' '/' %}", request=RequestFactory().get("/")) == ' aria-current="page"'


FRAME = Path(__file__).parents[3] / "templates"
TEMPLATES = [FRAME / "base.html", *sorted(FRAME.glob("parts/*.html")), *sorted(FRAME.glob("errors/*.html"))]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_part_compiles_says_its_context_and_holds_nothing_inline(path):
    source = path.read_text()
    engines["django"].get_template(str(path.relative_to(FRAME)))
    assert "{#" in source, "its first lines say what it needs"
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)", source), "the CSP refuses it"


def test_the_page_of_a_breakdown_stands_without_anything_but_itself(settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    shown = engines["django"].get_template("errors/500.html").render()
    assert "<h1>" in shown
    assert 'href="/"' in shown
