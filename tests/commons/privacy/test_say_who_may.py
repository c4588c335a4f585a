"""Whom each permission around what is kept of people lets, by name."""

from commons.privacy import permissions as may
from commons.privacy.models import Request
from tests.cast import Cast


def test_who_answers_for_what_is_kept(cast: Cast) -> None:
    assert cast.whom(may.may_keep_desk) == "helene"
    assert cast.whom(may.may_answer_request, Request(person=cast["bob"])) == "helene"
    assert cast.whom(may.may_answer_request, Request()) == "helene"
    assert cast.whom(may.may_answer_request, Request(person=cast["helene"])) == ""
