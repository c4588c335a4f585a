"""What a notice is about, in three words that people choose by."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Subject(TextChoices):
    DIRECT = "direct", _("What concerns me")
    TALK = "talk", _("The conversations that I take part in")
    FOLLOWED = "followed", _("What I follow")


REASONS = {
    Subject.DIRECT: _("Because it concerns you"),
    Subject.TALK: _("Because you take part in this conversation"),
    Subject.FOLLOWED: _("Because you follow it"),
}
