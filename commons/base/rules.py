"""The rules that a text may meet, each with the sentence that its author reads. What finds them stands elsewhere."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CONTESTABLE_FOR = 183  # days: the six months of Regulation (EU) 2022/2065, article 20


class Rule(TextChoices):
    """The first ones are those of `text.scams`; moderators choose among all of them."""

    MONEY = "money", _("Help is free here: nobody asks for money, promises it or lends it.")
    ACCOUNT = "account", _("An account or card number is in the text. Nobody should ever need it here.")
    AWAY = "away", _("The text leads to a conversation elsewhere, where nobody here could help you.")
    SHORTENED = "shortened", _("A shortened address hides where it leads. Please write the whole address.")
    CONTACT = (
        "contact",
        _("A new account shows a link, a telephone number or an e-mail address to everybody."),
    )
    FIRST = "first", _("It is the first text of a new account.")
    DANGER = "danger", _("The text speaks of danger. For that there are emergency numbers, which are faster.")
    TRUST = (
        "trust",
        _("Keys, money, medicines and children are entrusted only to people whom the town knows."),
    )
    PERSON = "person", _("The text accuses or describes somebody. This town has no place for denunciation.")
    PRIVATE = "private", _("The text shows private information about somebody.")
    ADVERTISING = "advertising", _("The text is advertising, or a business.")
    ILLEGAL = "illegal", _("The law does not allow it.")
    CHARTER = "charter", _("The charter of this town does not allow it.")


DECIDABLE = [rule for rule in Rule if rule not in (Rule.FIRST, Rule.CONTACT, Rule.ACCOUNT)]


def sentences(names: Iterable[str]) -> list[str]:
    return [str(Rule(name).label) for name in names if name in Rule.values]
