"""What a text says that its author should think about twice: danger, a telephone number, money. No database.

A match never refuses anything: it shows a card, asks once more, or lets a moderator look first.
"""

import re

from commons.base.text import fold, scams

# As people say it, and as they misspell it. Both sides are folded (no accents, no capitals), with single letters for
# double ones; a star stands for the rest of a word. English too, because visitors from elsewhere write here.
DANGER = """
au secours, au secour, urgence vitale, urgance vitale, en danger, danger de mort, danger immediat, samu
ambulance, ambulence
infarctus, infractus, crise cardiaque, crise cardiac, arret cardiaque, arret cardiac, avc
douleur a la poitrine, mal a la poitrine
respire plus, respir plus, respire pas, respire mal, respir mal, mal a respirer, etouffe, s'etouffe
j'etouffe, s'etrangle
inconscient, inconsciente, inconsiant*, inconcient*, perdu connaissance, evanoui*, ne bouge plus
convulsion*, crise d'epilepsie
hemorragie, emoragie, saigne beaucoup, sa saigne, ca saigne, perd son sang, overdose, over dose, surdose
empoisonne*, monoxyde
se noie, noyade, electrocute*, accident grave, grave accident
suicid*, suisid*, me tuer, se tuer, me pendre, envie de mourir, veux mourir, plus envie de vivre
en finir avec la vie, envie d'en finir
fin a mes jours, fin a ses jours, foutre en l'air
me frappe, la frappe, le frappe, les frappe, nous frappe, me frappent, me bat, la bat, le bat, les bat
nous bat, me tabasse
la tabasse, me tape, la tape, tape dessus, m'etrangle, me menace, me menacent, nous menace, nous menacent
menace de mort, menaces de mort
coup de couteau, coups de couteau, mari violent, compagnon violent, conjoint violent, peur de mon mari
peur de mon compagnon
violence, violences, viol, viole, violee, agresse, agressee, agression, agretion, sequestre*, maltraitance*
enfant battu, enfants battus
attouchement*, inceste, enfant disparu, a disparu, fugue
incendie, insendie, incendi, il y a le feu, le feu chez, prend feu, fuite de gaz, odeur de gaz, sent le gaz
explosion, cambriolage en cours
dormir dehors, dors dehors, dort dehors, dormons dehors, a la rue ce soir, sans toit ce soir
sans abri ce soir, ou dormir ce soir
heart attack, stroke, not breathing, unconscious, kill myself, suicidal, hits me, beats me, hits her
beats her, gas leak, house on fire
"""
TELEPHONE = re.compile(
    r"(?<!\d)(?:(?:\+|00)\d{1,3}[ .-]?(?:\(0\)[ .-]?)?\d(?:[ .-]?\d){7,10}"
    r"|0[1-9](?P<between>[ ./_-]?)\d{2}(?:(?P=between)\d{2}){3}|0 [1-9](?: \d){8})(?!\d)"
)
SPELLED_TELEPHONE = re.compile(r"\bzero[ -](?:un|deux|trois|quatre|cinq|six|sept|neuf)\b")
MAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?\[at\]\s?|\s?\(at\)\s?|\s?arobase\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
WAY = r"(?:rue|avenue|av|boulevard|bd|bld|chemin|impasse|allee|quai|route|montee|traverse|square|lotissement|residence)"
MEASURE = r" ?(?:h|heures?|min|minutes?|km|m|euros?|e|personnes?|jours?|fois|ans?)\b"
ADDRESS = re.compile(
    rf"\b\d{{1,4}} ?(?:bis|ter|quater)?,? (?:{WAY} [a-z]|place (?:de la |de l'|des |du |saint|sainte|st ))"
    rf"|\b{WAY} (?:[a-z'-]+ ){{1,5}}?(?:n°|no|numero|au)? ?(?<!le )\d{{1,4}}\b(?!{MEASURE})"
    r"|\b(?:digicode|interphone|code (?:de la |d')?(?:porte|entree)"
    r"|(?:appartement|appart|apt|appt|porte) (?:n°|no )?\d{1,4}"
    r"|batiment [a-h0-9]{1,2}|bat\.? [a-h]|escalier [a-h])\b(?! fois)"
)
ACCUSES = re.compile(
    r"\b(?:denonc\w+|individus? (?:louches?|suspects?)|personnes? (?:louches?|suspectes?)|rodeurs?|cambrioleurs?"
    r"|trafiquants?|dealers?|a surveiller de pres|suspicious (?:person|man|woman|people)|report (?:him|her|them) to)\b"
)


def _plain(text: str) -> str:
    """Letters and figures only, single letters for double ones: "Étouffé !" and "etoufe" are one."""
    words = re.sub(r"[^a-z0-9]+", " ", fold(text))
    return re.sub(r"([a-z])\1+", r"\1", words)


def _any_of(phrases: str) -> re.Pattern[str]:
    named = [phrase.strip() for phrase in re.split(r"[,\n]", phrases) if phrase.strip()]
    patterns = {_plain(phrase).strip() + ("[a-z]*" if phrase.endswith("*") else "") for phrase in named}
    return re.compile(rf"\b(?:{'|'.join(sorted(patterns))})\b")


IN_DANGER = _any_of(DANGER)


def speaks_of_danger(text: str) -> bool:
    """Words after which the numbers to call come first."""
    return bool(IN_DANGER.search(_plain(text)))


def given_away(text: str) -> set[str]:
    """What everybody would read and nobody need know: "phone", "mail", "address"."""
    folded = fold(text)
    found = {
        "phone": TELEPHONE.search(text) or SPELLED_TELEPHONE.search(folded),
        "mail": MAIL.search(text),
        "address": ADDRESS.search(folded),
    }
    return {name for name, match in found.items() if match}


def shows_contact(text: str) -> bool:
    """A telephone number or an e-mail address that everybody would read."""
    return not given_away(text).isdisjoint({"phone", "mail"})


def without_contacts(text: str) -> str:
    """As paper shows it: numbers and addresses are given by their owner, never printed by the town."""
    return MAIL.sub("…", TELEPHONE.sub("…", text))


def speaks_of_money(text: str) -> bool:
    return not {scams.MONEY, scams.ACCOUNT}.isdisjoint(scams.scams_in(text))


def leads_elsewhere(text: str, *, newcomer: bool) -> bool:
    """Towards a conversation that nobody here can follow; from a newcomer, any link or number counts."""
    ways_out = {scams.AWAY, scams.SHORTENED, scams.CONTACT}
    found = scams.scams_in(text, newcomer=newcomer)
    return not ways_out.isdisjoint(found) or (newcomer and shows_contact(text))


def accuses_somebody(text: str) -> bool:
    """Words of denunciation, for which there is no category and no place."""
    return bool(ACCUSES.search(fold(text)))


FULL_NAME = re.compile(
    r"^(?:(?:m|mr|mme|mlle|monsieur|madame|mademoiselle|mrs|ms|dr)\b\.?\s+\S+|[^\W\d_]+(?:[-'’][^\W\d_]+)*\s+(?:\S+\s+)*[^\W\d_]{2,}\S*)$",
    re.IGNORECASE,
)


def looks_like_full_name(alias: str) -> bool:
    """ "Rose Martin" or "Mme Martin": more than the first name that somebody has chosen. "Rose M." is not."""
    return bool(FULL_NAME.match(" ".join(alias.split())))
