"""How somebody wants to be told. Who has no row wants what the fields begin with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.kinds import Level
from commons.people.models import Person


class Wish(models.Model):
    """`night`: danger may wake me. `drills`: I take part in exercises. Nobody else reads this."""

    class From(models.TextChoices):
        INFORMATION = Level.INFORMATION.value, _("Everything that is relayed")
        VIGILANCE = Level.VIGILANCE.value, _("Vigilance and danger")
        DANGER = Level.DANGER.value, _("Danger only")
        NEVER = "never", _("Nothing")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="alert_wish")
    notice_from = models.CharField(max_length=12, choices=From, default=From.INFORMATION)
    mail_from = models.CharField(max_length=12, choices=From, default=From.DANGER)
    night = models.BooleanField(default=False)
    drills = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"wishes of {self.person_id}"
