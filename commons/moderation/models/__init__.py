"""Cases and flags, decisions, appeals and their juries, and what the team keeps."""

from commons.moderation.models.appeals import Appeal, Juror, JuryWish
from commons.moderation.models.cases import Case
from commons.moderation.models.decisions import Decision
from commons.moderation.models.flags import Flag
from commons.moderation.models.lists import Answer, WatchList

__all__ = ["Answer", "Appeal", "Case", "Decision", "Flag", "Juror", "JuryWish", "WatchList"]
