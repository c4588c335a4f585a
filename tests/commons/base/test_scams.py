"""What a swindler's text has in it, however it is written; and what neighbours write every day, which has not."""

import pytest

from commons.base.text import scams_in


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("IBAN FR76 3000 6000 0112 3456 7890 189, merci", ["account"]),
        ("fr7630006000011234567890189", ["account"]),
        ("F\u200bR76-3000-6000-0112-3456-7890-189", ["account"]),
        ("GB82 WEST 1234 5698 7654 32", ["account"]),
        ("Ma carte 4539 1488 0343 6467", ["account"]),
        ("Une avance pour la caution, je rembourse", ["money"]),
        ("Je cherche un prêt d’argent", ["money"]),
        ("Je paie 15 € de l’heure", ["money"]),
        ("Bit\u0441oin", ["money"]),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", ["money"]),
        ("Écrivez-moi sur WhatsApp", ["away"]),
        ("What\u0455App", ["away"]),
        ("https://wa.me/33612345678", ["away"]),
        ("t.me/quelquun", ["away"]),
        ("voir bit.ly/3abc", ["shortened"]),
        ("Un virement, puis Telegram, puis https://cutt.ly/x", ["money", "away", "shortened"]),
    ],
)
def test_it_is_found(text, kinds):
    assert scams_in(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "FR76 3000 6000 0112 3456 7890 188",  # a check digit is wrong
        "Le 28/11/2026 à 15 h 30, au 12345, pour 2 ou 3 personnes",
        "Porter mes courses ; je paierai au marché, faites-moi signal en bas",
        "DE 7 à 9 h, IL 12 et 34 seront là",
        "Bus 1234 5678 9012 3456",
        "Une caution de bonne humeur. Appelez le 06 12 34 56 78",
        "https://example.org/page et contact@example.org",
    ],
)
def test_ordinary_words_are_left_alone(text):
    assert scams_in(text) == []


def test_from_a_newcomer_a_link_or_a_number_counts():
    assert scams_in("Voir https://example.org", newcomer=True) == ["contact"]
    assert scams_in("Appelez le 06 12 34 56 78", newcomer=True) == ["contact"]
    assert scams_in("Ten minutes are enough.", newcomer=True) == []
