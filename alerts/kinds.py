"""How grave it is, and what it is about."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    INFORMATION = "information", _("Information")
    VIGILANCE = "vigilance", _("Vigilance")
    DANGER = "danger", _("Danger")


GRAVITY = {Level.INFORMATION: 0, Level.VIGILANCE: 1, Level.DANGER: 2}
NOTICE_TONES = {Level.INFORMATION: "info", Level.VIGILANCE: "wait", Level.DANGER: "wrong"}


class Event(TextChoices):
    HEAT = "heat", _("Heat")
    COLD = "cold", _("Great cold")
    FLOOD = "flood", _("Flood")
    STORM = "storm", _("Storm or strong wind")
    SNOW = "snow", _("Snow or ice")
    FIRE = "fire", _("Fire")
    AIR = "air", _("Quality of the air")
    WATER = "water", _("Drinking water")
    POWER = "power", _("Electricity, gas or telephone")
    ROAD = "road", _("Roads and transport")
    HEALTH = "health", _("Health")
    OTHER = "other", _("Something else")


ICONS = {
    Event.HEAT: "sun",
    Event.COLD: "cloud",
    Event.FLOOD: "cloud",
    Event.STORM: "bolt",
    Event.SNOW: "cloud",
    Event.FIRE: "fire",
    Event.AIR: "cloud",
    Event.WATER: "beaker",
    Event.POWER: "bolt",
    Event.ROAD: "truck",
    Event.HEALTH: "heart",
    Event.OTHER: "information-circle",
}
