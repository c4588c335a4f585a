"""Each life is a table; the tables can be drawn, and refuse what they do not allow."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices

from commons.base.states import Moves


class Lamp(TextChoices):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


def test_a_table_without_a_line_for_a_state_is_refused():
    with pytest.raises(ImproperlyConfigured, match="no line for"):
        Moves(Lamp, {Lamp.OFF: [Lamp.ON], Lamp.ON: [Lamp.OFF]}, first=[Lamp.OFF])


def test_a_state_that_nothing_leads_to_is_refused():
    with pytest.raises(ImproperlyConfigured, match="nothing leads to"):
        Moves(Lamp, {Lamp.OFF: [Lamp.ON], Lamp.ON: [Lamp.OFF], Lamp.BROKEN: []}, first=[Lamp.OFF])


def test_a_table_draws_itself():
    lamp = Moves(
        Lamp, {Lamp.OFF: [Lamp.ON], Lamp.ON: [Lamp.OFF, Lamp.BROKEN], Lamp.BROKEN: []}, first=[Lamp.OFF]
    )
    assert "on --> broken" in lamp.drawn()
    assert lamp.last() == {Lamp.BROKEN}
    assert not lamp.allows("off", "broken")
