"""What a text says that its author should think about twice: danger, a telephone number, money. No database.

A match never refuses anything: it shows a card, asks once more, or lets a moderator look first.
"""

import re

from commons.base.text import fold

# Folded (no accents, no capitals). French and English, because visitors from elsewhere write here too.
EMERGENCY = re.compile(
    r"\b(?:au secours|urgence vitale|en danger|samu|infarctus|crise cardiaque|arret cardiaque|avc"
    r"|ne respire plus|respire mal|inconsciente?|hemorragie|saigne beaucoup|overdose|empoisonnee?"
    r"|suicid\w*|me tuer|envie de mourir|en finir avec la vie"
    r"|(?:me|la|le|les|nous) (?:frappe|frappent|bat|battent|tabasse)|(?:me|nous) menacent?|violences?"
    r"|viol|violee?|agressee?|agression|maltraitances?|enfant battu"
    r"|incendie|au feu|fuite de gaz|dormir dehors|dors dehors|a la rue ce soir|sans toit ce soir"
    r"|heart attack|not breathing|unconscious|kill myself|suicidal|(?:hits|beats) (?:me|her|him)|gas leak)\b"
)
TELEPHONE = re.compile(
    r"(?<!\d)(?:(?:\+|00)\d{1,3}[ .-]?(?:\(0\)[ .-]?)?\d(?:[ .-]?\d){7,10}|0[1-9](?:[ .-]?\d{2}){4})(?!\d)"
)
MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?\[at\]\s?|\s?\(at\)\s?)[\w-]+(?:\.[\w-]+)+")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}")
MONEY = re.compile(
    r"\b(?:virement|western union|mandat cash|transcash|paypal|lydia|bitcoin|crypto\w*|carte prepayee"
    r"|avance (?:d'argent|pour|de tresorerie)|pret d'argent|preter de l'argent|cagnotte|wire transfer|gift card)\b"
)
ELSEWHERE = re.compile(r"\b(?:whatsapp|telegram|bit\.ly|tinyurl\.com|t\.co|goo\.gl|wa\.me|t\.me)\b")
LINK = re.compile(r"\b(?:https?://|www\.)", re.IGNORECASE)


def speaks_of_danger(text: str) -> bool:
    """Words after which the numbers to call come first."""
    return bool(EMERGENCY.search(fold(text)))


def shows_contact(text: str) -> bool:
    """A telephone number or an e-mail address that everybody would read."""
    return bool(TELEPHONE.search(text) or MAIL.search(text))


def without_contacts(text: str) -> str:
    """As paper shows it: numbers and addresses are given by their owner, never printed by the town."""
    return MAIL.sub("…", TELEPHONE.sub("…", text))


def speaks_of_money(text: str) -> bool:
    return bool(IBAN.search(text) or MONEY.search(fold(text)))


def leads_elsewhere(text: str, *, newcomer: bool) -> bool:
    """Towards a conversation that nobody here can follow; from a newcomer, any link or number counts."""
    if ELSEWHERE.search(fold(text)):
        return True
    return newcomer and (bool(LINK.search(text)) or shows_contact(text))


FULL_NAME = re.compile(
    r"^(?:(?:m|mr|mme|mlle|monsieur|madame|mademoiselle|mrs|ms|dr)\b\.?\s+\S+|[^\W\d_]+(?:[-'’][^\W\d_]+)*\s+(?:\S+\s+)*[^\W\d_]{2,}\S*)$",
    re.IGNORECASE,
)


def looks_like_full_name(alias: str) -> bool:
    """ "Rose Martin" or "Mme Martin": more than the first name that somebody has chosen. "Rose M." is not."""
    return bool(FULL_NAME.match(" ".join(alias.split())))
