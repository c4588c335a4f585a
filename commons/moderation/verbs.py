"""What can happen in moderation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    THING_FLAGGED = "moderation.thing_flagged", _("asked the moderators to look")
    FLAG_FORWARDED = "moderation.flag_forwarded", _("told the moderators of another town")
    TEXT_SCREENED = "moderation.text_screened", _("was stopped by the gate against advertising")
    LIST_REVISED = "moderation.list_revised", _("changed what the gate looks for")
    FLAG_SETTLED = "moderation.flag_settled", _("settled a flag")
    CASE_OPENED = "moderation.case_opened", _("looked at something that nobody had flagged")
    CASE_TAKEN = "moderation.case_taken", _("took a case")
    CASE_GIVEN_BACK = "moderation.case_given_back", _("gave a case back")
    DECISION_TAKEN = "moderation.decision_taken", _("decided about what you wrote, or about your account")
    DECISION_PROPOSED = "moderation.decision_proposed", _("asks a second person to confirm a suspension")
    DECISION_DECLINED = "moderation.decision_declined", _("did not confirm a suspension")
    DECISION_ENDED = "moderation.decision_ended", _("ended a decision about you")
    APPEAL_MADE = "moderation.appeal_made", _("asked for another look at a decision")
    APPEAL_SETTLED = "moderation.appeal_settled", _("settled an appeal")
    JURY_DRAWN = "moderation.jury_drawn", _("drew you for a jury of residents")
    JUROR_ANSWERED = "moderation.juror_answered", _("answered in a jury")
    JURY_JOINED = "moderation.jury_joined", _("agreed to be drawn for juries")
    JURY_LEFT = "moderation.jury_left", _("is no longer drawn for juries")
    ANSWER_KEPT = "moderation.answer_kept", _("changed the ready answers")


# Who may act may have changed.
CHANGES_STANDING = {Verb.DECISION_TAKEN, Verb.DECISION_ENDED, Verb.APPEAL_SETTLED}
