"""What help is about. The list is closed: free words would become a way to describe people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """The values are French words because they travel to neighbouring towns as they are."""

    ERRANDS = "courses", _("Errands")
    LIFTS = "transport", _("Lifts and moving things")
    REPAIRS = "bricolage", _("Repairs")
    GARDEN = "jardinage", _("Garden and plants")
    COMPANY = "compagnie", _("Company")
    CHILDREN = "garde", _("Looking after children")
    ANIMALS = "animaux", _("Animals")
    COOKING = "cuisine", _("Cooking and meals")
    COMPUTERS = "informatique", _("Computers and telephones")
    PAPERWORK = "papiers", _("Letters and forms")
    TOOLS = "outils", _("Tools and objects")
    KEYS = "cles", _("Keys, looking after a home")
    PURSE = "achats", _("Shopping or errands with my money")
    MEDICINES = "medicaments", _("Fetching medicines")
    OTHER = "autre", _("Something else")

    @property
    def icon(self) -> str:
        """The heroicon drawn on the category's pebble."""
        return _ICONS[self]

    @property
    def needs_trusted(self) -> bool:
        """Only somebody whom the town trusts, or a mediator's choice, may be accepted."""
        return self in _ENTRUSTED

    @property
    def goes_home(self) -> bool:
        """Usually done in somebody's home: for people of age alone."""
        return self in _AT_HOME


_NAMED = {category.value: category for category in Category}
_ENTRUSTED = {Category.CHILDREN, Category.KEYS, Category.PURSE, Category.MEDICINES}
_AT_HOME = {
    Category.REPAIRS,
    Category.COMPANY,
    Category.CHILDREN,
    Category.COMPUTERS,
    Category.PAPERWORK,
    Category.KEYS,
    Category.MEDICINES,
}
_ICONS = {
    Category.ERRANDS: "shopping-bag",
    Category.LIFTS: "truck",
    Category.REPAIRS: "wrench",
    Category.GARDEN: "sun",
    Category.COMPANY: "chat-bubble-left-right",
    Category.CHILDREN: "face-smile",
    Category.ANIMALS: "heart",
    Category.COOKING: "cake",
    Category.COMPUTERS: "computer-desktop",
    Category.PAPERWORK: "document-text",
    Category.TOOLS: "wrench-screwdriver",
    Category.KEYS: "key",
    Category.PURSE: "banknotes",
    Category.MEDICINES: "beaker",
    Category.OTHER: "lifebuoy",
}


def category_named(value: str) -> Category:
    """The category of that value; OTHER for a word that this town does not know."""
    return _NAMED.get(value, Category.OTHER)
