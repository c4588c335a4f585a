"""Nothing personal is kept without a promise of when it goes: each column of a listed room has its line."""

import pytest
from django.apps import apps
from django.db import models

from commons.base import retention
from commons.people.models import Person


def test_the_board_has_a_table():
    assert "mutual_aid" in retention.tables()


@pytest.mark.parametrize("label", sorted(retention.tables()))
def test_each_person_and_each_free_word_has_its_time(label):
    missing = retention.uncovered(label, apps.get_app_config(label).get_models())
    assert not missing, f"say in {label}/retention.py how long these are kept, or why for ever: {missing}"


@pytest.mark.parametrize("label", sorted(retention.tables()))
def test_rules_name_columns_that_exist(label):
    for rule in retention.tables()[label].rules:
        for name in rule.fields:
            rule.model._meta.get_field(name)
        assert rule.days > 0 and rule.when_words and str(rule.what)


def test_a_new_column_is_missed(monkeypatch):
    class Diary(models.Model):
        person = models.ForeignKey(Person, on_delete=models.CASCADE)
        words = models.TextField()
        colour = models.CharField(choices=[("red", "red")], max_length=5)
        number = models.IntegerField()

        class Meta:
            app_label = "not_installed"

        def __str__(self):
            return self.words

    monkeypatch.delitem(apps.all_models, "not_installed", raising=False)
    assert retention.uncovered("mutual_aid", [Diary]) == ["Diary.person", "Diary.words"]
