"""What is read to somebody before they agree: plain words, short sentences. It is kept as it was read."""

from django.utils.translation import gettext

from commons.mandates import scopes
from commons.mandates.models import Mandate


def never_words() -> list[str]:
    return [
        gettext("I never vote for you."),
        gettext("I never change your e-mail address, nor the way you log in."),
        gettext("I never read your private conversations."),
        gettext("I never close your account and never take your data away."),
        gettext("I never use FranceConnect for you."),
        gettext("I never give this permission to somebody else."),
    ]


def paragraphs(mandate: Mandate, *, town: str) -> list[str]:
    """In the language of whoever reads it aloud."""
    by = mandate.mediator.name if mandate.mediator else ""
    can = [str(scope.name) for scope in scopes.named(mandate.scopes)]
    return [
        gettext("I am %(name)s. I work for people of %(town)s.") % {"name": by, "town": town},
        gettext("You ask me to help you with this: %(purpose)s") % {"purpose": mandate.purpose},
        gettext("If you agree, I can do this on this site in your name:"),
        *(f"– {said}" for said in can),
        gettext("It lasts %(time)s. Then it stops by itself.") % {"time": mandate.get_lasts_display()},
        *never_words(),
        gettext(
            "Whatever I do for you is written down. You can read it at any time, or have it read to you."
        ),
        gettext("Others read “%(by)s for %(whose)s”: they see that I wrote it for you.")
        % {"by": by, "whose": mandate.resident.name if mandate.resident else ""},
        gettext("You can stop it at any time. One word to any mediator of the town is enough. It is free."),
        gettext("Do you agree?"),
    ]
