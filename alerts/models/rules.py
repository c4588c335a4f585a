"""What an administrator may change about relayed information: one row."""

from django.db import models

# The State reserves gouv.fr; the others are public services. Each town adds its prefecture's, its own, its water's.
OFFICIAL_HOSTS = """gouv.fr
meteofrance.com
meteofrance.fr
ars.sante.fr
santepubliquefrance.fr
service-public.fr
atmosud.org
bison-fute.fr
"""


class Rules(models.Model):
    """`official_hosts`: one host a line, which stands for those below it too."""

    official_hosts = models.TextField(default=OFFICIAL_HOSTS)
    most_a_day = models.PositiveSmallIntegerField(default=8)

    class Meta:
        verbose_name_plural = "rules"

    def __str__(self) -> str:
        return f"rules for relayed information, at most {self.most_a_day} a day"

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset(self.official_hosts.split())
