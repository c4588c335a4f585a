"""What a text of a swindler has in it: money, ways out of sight, addresses that hide where they lead. No database.

Kinds are found, nothing is forbidden here: who calls decides whether to ask, to hold or to warn.
"""

import re
from itertools import pairwise

from .contacts import bare, contacts_in, hosts_in, links_in, skeleton

MONEY, ACCOUNT, AWAY, SHORTENED, CONTACT = "money", "account", "away", "shortened", "contact"

PAYMENT = re.compile(
    r"\b(?:virements?|western union|moneygram|mandats? cash|transcash|neosurf|paysafe\w*|coupons? pcs|pcs mastercard"
    r"|paypal|lydia|paylib|revolut|cash ?app|venmo|bitcoins?|ethereum|usdt|crypto\w*|cartes? prepayees?"
    r"|cartes? cadeaux?|gift cards?|wire transfers?|avance (?:d'argent|de frais|pour|de tresorerie)"
    r"|prete?r? (?:moi )?(?:de l'argent|de l argent|\d+ ?(?:€|euros?))|pret d'argent|pret entre particuliers"
    r"|cagnottes?|acomptes?|frais de dossier|envoye[rz]? (?:votre|ton|un) rib|remuneree?s?|remuneration"
    r"|(?:\d+ ?(?:€|euros?) ?)(?:/|de l'|l'|par )(?:heure|h\b|jour|visite)|send (?:me )?money|lend me money)\b"
)
COINS = re.compile(r"\b(?:bc1[a-z0-9]{25,60}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|0x[0-9a-fA-F]{40})\b")
CARD = re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?!\d)")
AWAY_WORDS = re.compile(
    r"\b(?:whats ?app|telegram|snap ?chat|wechat|viber|messenger|sur (?:signal|insta|discord)|on signal|wattsapp)\b"
)
AWAY_HOSTS = {
    "wa.me", "api.whatsapp.com", "chat.whatsapp.com", "whatsapp.com", "t.me", "telegram.me", "telegram.org",
    "m.me", "messenger.com", "signal.me", "signal.group", "discord.gg", "discord.com", "line.me", "snapchat.com",
}  # fmt: skip
SHORT_HOSTS = {
    "bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "v.gd", "ow.ly", "cutt.ly", "rebrand.ly", "shorturl.at",
    "rb.gy", "t.ly", "tiny.cc", "buff.ly", "urlz.fr", "lnkd.in", "bl.ink", "s.id", "qrco.de", "kutt.it",
}  # fmt: skip
# Length of an IBAN by country: without it, one account number in four texts would be a chance hit.
IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
    "LT": 20, "LU": 20, "LV": 21, "MA": 28, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29,
}  # fmt: skip
IBAN_BEGINS = re.compile(r"(?<![A-Z0-9])([A-Z]{2})(?=[ .-]?\d[ .-]?\d)")
BETWEEN = re.compile(r"[^A-Z0-9]")


def scams_in(text: str, *, newcomer: bool = False) -> list[str]:
    """The kinds that are found, the worst first. From a newcomer any link, number or address counts too."""
    found = []
    words = skeleton(text)
    if _has_iban(text) or any(_is_card(number) for number in CARD.findall(text)):
        found.append(ACCOUNT)
    if PAYMENT.search(words) or COINS.search(bare(text)):
        found.append(MONEY)
    hosts = hosts_in(text)
    if AWAY_WORDS.search(words) or hosts & AWAY_HOSTS:
        found.append(AWAY)
    if hosts & SHORT_HOSTS:
        found.append(SHORTENED)
    if newcomer and not found and (links_in(text) or contacts_in(text)):
        found.append(CONTACT)
    return found


def _has_iban(text: str) -> bool:
    """An account number whose check digits are right (ISO 13616: the rest of a division by 97 is 1)."""
    wide = bare(text).upper()
    return any(_is_iban(wide[match.start() :], match[1]) for match in IBAN_BEGINS.finditer(wide))


def _is_iban(rest: str, country: str) -> bool:
    length = IBAN_LENGTHS.get(country, 0)
    signs = BETWEEN.sub("", rest[: 2 * length])[:length]
    if not length or len(signs) < length:
        return False
    digits = "".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])
    return int(digits) % 97 == 1


def _is_card(number: str) -> bool:
    """A card number whose check digit is right (Luhn), and which is not one digit again and again."""
    digits = [int(sign) for sign in number if sign.isdigit()]
    if not any(one != next_one for one, next_one in pairwise(digits)):
        return False
    doubled = [
        2 * digit - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(digits[::-1])
    ]
    return sum(doubled) % 10 == 0
