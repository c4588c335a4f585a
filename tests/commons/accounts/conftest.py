"""Browsers in which somebody has just signed in by a code, and not merely been put there."""

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from commons.people.models import Person


@pytest.fixture
def signed_in(signed_in: Any) -> Any:
    """As ever, by people whose address the code of a message has confirmed a moment ago."""

    def make(person: Person) -> Client:
        EmailAddress.objects.filter(user__person=person).update(verified=True)
        browser = signed_in(person)
        session = browser.session
        session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
        session["account_authentication_methods_user"] = str(person.account.pk)
        session.save()
        return browser

    return make
