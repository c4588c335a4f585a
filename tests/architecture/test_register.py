"""Nothing is kept of people that is not declared: every column of every installed table, ours or of a package."""

from django.apps import apps
from django.db import models
from django.utils import translation

from commons.base import register
from commons.people.models import Person


def everything_installed():
    return apps.get_models(include_auto_created=True)


def test_each_column_that_touches_a_person_is_declared():
    missing = register.undeclared(everything_installed())
    assert not missing, f"say in <app>/processing.py what these are for, or why they touch nobody: {missing}"


def test_each_declaration_names_columns_that_exist():
    for holding in register.holdings():
        known = {column.name for column in holding.model._meta.get_fields()} | {"pk"}
        assert holding.columns <= known, (holding.model, holding.columns - known)
        for opener in holding.opened.values():
            assert hasattr(holding.model, opener), (holding.model, opener)


def test_what_touches_nobody_has_a_reason_and_exists():
    for model, reasons in register._impersonal.items():
        if isinstance(reasons, str):
            assert len(reasons) > 4, model
            continue
        for name, reason in reasons.items():
            model._meta.get_field(name)
            assert len(reason) > 4, (model, name)


def test_no_column_is_both_declared_and_said_to_touch_nobody():
    for holding in register.holdings():
        reasons = register._impersonal.get(holding.model, {})
        assert not isinstance(reasons, str), holding.model
        assert not holding.columns & set(reasons), (holding.model, holding.columns & set(reasons))


def test_each_purpose_says_why_for_whom_and_until_when_in_french():
    with translation.override("fr"):
        for processing in register.processings():
            said = [processing.name, processing.purpose, processing.recipients, processing.basis.label]
            said += [holding.what for holding in processing.holdings]
            said += [holding.kept for holding in processing.holdings]
            assert all(str(words).strip() for words in said), processing.key
            assert processing.holdings, processing.key


def test_a_new_column_is_missed(monkeypatch):
    class Notebook(models.Model):
        person = models.ForeignKey(Person, on_delete=models.CASCADE)
        words = models.TextField()
        reach = models.EmailField()
        seen_from = models.GenericIPAddressField()
        colour = models.CharField(choices=[("red", "red")], max_length=5)
        number = models.IntegerField()

        class Meta:
            app_label = "not_installed_either"

        def __str__(self):
            return self.words

    monkeypatch.delitem(apps.all_models, "not_installed_either", raising=False)
    missing = register.undeclared([Notebook])
    assert missing == [
        f"not_installed_either.Notebook.{name}" for name in ("person", "words", "reach", "seen_from")
    ]
