"""How somebody wants to be told. Who has no row wants what the fields begin with. Nobody else reads this."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.notices.subjects import Subject


class Pace(models.TextChoices):
    """How soon by e-mail. On the page everything stands at once."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NEVER = "never", _("never")


class Push(models.TextChoices):
    DIRECT = Subject.DIRECT.value, _("only what concerns me")
    ALL = "all", _("everything that I am told of")


class Wishes(models.Model):
    """`pushes_a_week` counts what does not concern one directly. Quiet hours are of the town's clock; two equal hours
    are none.
    """

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="notice_wishes")
    direct = models.CharField(max_length=8, choices=Pace, default=Pace.AT_ONCE)
    talk = models.CharField(max_length=8, choices=Pace, default=Pace.WEEKLY)
    followed = models.CharField(max_length=8, choices=Pace, default=Pace.WEEKLY)
    push = models.CharField(max_length=8, choices=Push, default=Push.DIRECT)
    pushes_a_week = models.PositiveSmallIntegerField(default=3)
    quiet_from = models.PositiveSmallIntegerField(default=21)
    quiet_until = models.PositiveSmallIntegerField(default=8)

    class Meta:
        verbose_name_plural = _("wishes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__lt=24, quiet_until__lt=24), name="quiet_hours_of_a_clock"
            )
        ]

    def __str__(self) -> str:
        return f"wishes of {self.person_id}"

    def pace_of(self, subject: str) -> str:
        return str(getattr(self, subject))

    def wants_pushed(self, subject: str) -> bool:
        return subject == Subject.DIRECT or self.push == Push.ALL
