"""What may speak to other servers, and what never can. Adding a line here is a reviewed decision."""

import pytest
from django.apps import apps

from federation.registry import translators

MAY_SPEAK = {
    "people.follow_asked", "people.follow_accepted", "people.follow_refused", "people.follow_ended",
    "people.person_revised", "people.person_moved", "people.person_left",
    "conversations.post_written", "conversations.post_revised", "conversations.post_deleted",
    "conversations.post_hidden", "conversations.post_shown",
    "images.image_prepared", "images.image_hidden", "images.image_shown",
    "conversations.post_reacted", "conversations.topic_locked",
    "conversations.topic_reopened", "conversations.topic_pinned", "conversations.topic_unpinned",
    "communities.steward_named", "communities.steward_ended", "communities.person_banned",
    "communities.person_readmitted", "moderation.flag_forwarded",
    "wiki.page_created", "wiki.page_revised", "wiki.page_reverted", "wiki.edit_undone",
    "wiki.page_renamed", "wiki.page_protected",
    "wiki.page_restored", "wiki.page_deleted", "wiki.page_merged", "wiki.edit_proposed", "wiki.edit_queued",
    "wiki.edit_accepted", "wiki.edit_refused", "wiki.edits_accepted",
    "wiki.revision_hidden", "wiki.revision_shown", "wiki.theme_set",
    "mutual_aid.listing_posted", "mutual_aid.listing_approved", "mutual_aid.listing_revised",
    "mutual_aid.listing_covered", "mutual_aid.listing_uncovered", "mutual_aid.listing_completed",
    "mutual_aid.listing_cancelled", "mutual_aid.listing_renewed", "mutual_aid.listing_reopened",
    "mutual_aid.listing_paused", "mutual_aid.listing_resumed", "mutual_aid.listing_hidden",
    "mutual_aid.listing_unhidden", "mutual_aid.listing_expired",
    "mutual_aid.listing_erased", "mutual_aid.help_proposed", "mutual_aid.help_accepted",
    "mutual_aid.help_declined", "mutual_aid.help_withdrawn", "mutual_aid.help_released",
}  # fmt: skip

# Models that have an address to be seen at from elsewhere. Everything else cannot be serialised at all.
MAY_BE_SEEN = {"person", "group", "page", "revision", "patch", "post", "topic", "listing"}


def test_only_these_verbs_speak():
    assert set(translators.speakers) == MAY_SPEAK


def test_only_these_models_are_served():
    assert set(translators.served) == MAY_BE_SEEN


@pytest.mark.parametrize(
    "model",
    [
        "people.Account",
        "alerts.Alert",
        "alerts.AlertAck",
        "alerts.Bulletin",
        "alerts.Wish",
        "mutual_aid.MeetingPlace",
        "mutual_aid.Thanks",
        "mutual_aid.Consent",
        "mutual_aid.DeskCase",
        "mutual_aid.Call",
        "mutual_aid.Nudge",
        "mutual_aid.HandOver",
        "mutual_aid.Neighbour",
        "mutual_aid.Item",
        "mutual_aid.Reservation",
        "mutual_aid.Condition",
        "mutual_aid.Slot",
        "mutual_aid.Series",
        "mutual_aid.CalendarAddress",
        "conversations.Participant",
        "conversations.Circle",
        "conversations.Seat",
        "conversations.HeldPost",
        "conversations.Draft",
        "conversations.Poll",
        "conversations.PollOption",
        "conversations.PollCount",
        "conversations.PollReceipt",
        "conversations.Ballot",
        "conversations.ReadMark",
        "conversations.Assembly",
        "conversations.AssemblyRole",
        "conversations.AgendaItem",
        "conversations.Hand",
        "conversations.MinutesRevision",
        "conversations.CaptionLine",
        "conversations.OpinionRound",
        "conversations.OpinionStatement",
        "conversations.OpinionBallot",
        "moderation.Flag",
        "moderation.Case",
        "moderation.Decision",
        "moderation.Appeal",
        "moderation.Juror",
        "moderation.JuryWish",
    ],
)
def test_what_is_nobody_elses_business_has_no_translator(model):
    assert apps.get_model(model) not in {serving.model for serving in translators.served.values()}
