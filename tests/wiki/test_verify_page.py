"""Saying that a page is right today, and being told when nobody has said so for long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commons.base.errors import MayNot
from commons.journal.models import Entry
from wiki.actions import protect_page, set_review, set_theme, verify_page
from wiki.models import Page
from wiki.verbs import Verb

pytestmark = pytest.mark.django_db
OLD = "Nobody has verified this page"


@pytest.fixture
def old(page):
    Page.objects.filter(pk=page.pk).update(
        created=timezone.now() - timedelta(days=800), verified_at=timezone.now() - timedelta(days=800)
    )
    page.refresh_from_db()
    return page


def test_one_press_says_that_it_is_right(old, bob, signed_in, visitor):
    assert OLD in visitor.get(old.get_absolute_url()).text
    browser = signed_in(bob)
    assert "It is right: verified today" in browser.get(old.get_absolute_url()).text
    answer = browser.post(old.on("page_verify"), follow=True)
    assert "you have verified it today" in answer.text
    shown = visitor.get(old.get_absolute_url()).text
    assert OLD not in shown
    assert "Verified on" in shown and "Bob" in shown
    entry = Entry.objects.get(verb=Verb.PAGE_VERIFIED)
    assert (entry.by, entry.about, entry.is_public) == (bob, old, True)
    assert "verified a page" in visitor.get(old.on("history")).text


def test_what_was_looked_at_is_said_and_stays_words(old, bob, signed_in, visitor):
    browser = signed_in(bob)
    assert "What you have verified" in browser.get(old.on("page_verify")).text
    browser.post(old.on("page_verify"), {"what": "Les horaires\r\n<b>\x00 🕰️"})
    assert "Les horaires &lt;b&gt; 🕰️" in visitor.get(old.get_absolute_url()).text
    answer = browser.post(old.on("page_verify"), {"what": "x" * 201})
    assert "x" * 201 in answer.text and answer.status_code == 200


def test_a_new_page_is_not_called_verified(page, visitor):
    shown = visitor.get(page.get_absolute_url()).text
    assert "Verified on" not in shown and OLD not in shown


def test_the_theme_says_when_a_page_is_old(old, mona, visitor):
    set_theme(old.theme, by=mona, stale_after=60)
    assert OLD not in visitor.get(old.get_absolute_url()).text
    set_theme(old.theme, by=mona, stale_after=24)
    assert OLD in visitor.get(old.get_absolute_url()).text
    set_theme(old.theme, by=mona, stale_after=0)
    assert OLD not in visitor.get(old.get_absolute_url()).text


def test_only_who_may_revise_without_being_looked_at_verifies(page, bob, rosa, mona, signed_in):
    with pytest.raises(MayNot):
        verify_page(page, by=rosa)
    set_review(page.theme, by=mona, mode="all")
    assert signed_in(bob).post(page.on("page_verify")).status_code == 403
    assert "verified today" not in signed_in(bob).get(page.get_absolute_url()).text
    set_review(page.theme, by=mona, mode="none")
    protect_page(page, by=mona, level="stewards", reason="essai", until=None)
    with pytest.raises(MayNot):
        verify_page(page, by=bob)
    assert verify_page(page, by=mona).verified_by == mona
