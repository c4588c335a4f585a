"""The reasons that the inbox door gives when it refuses, in words (RFC 9457, FEP-c180)."""

from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "missing-signature": _("The request carries no signature."),
    "missing-component": _("The signature does not cover all that it must: target, host, date and digest."),
    "unsupported-component": _("The signature covers something that this server cannot rebuild."),
    "unsupported-algorithm": _("The signature uses an algorithm that this server does not verify."),
    "malformed": _("The signature cannot be read."),
    "wrong-host": _("The request was signed for another host."),
    "clock-skew": _("The date of the request is more than an hour away from this server’s clock."),
    "expired": _("The signature has expired."),
    "digest-mismatch": _("The body is not the one that was signed."),
    "bad-signature": _("The signature does not hold under the key that was named."),
    "bad-key": _("The key is not one that can be used: RSA of 2048 bits or more, or Ed25519."),
    "key-not-found": _("No key was found at the address that was named."),
    "key-unreachable": _("The server that holds the key did not answer. Please try again later."),
    "key-owner-mismatch": _("The key does not belong to the actor of the activity."),
    "not-an-activity": _("The document is not an activity with an actor."),
    "wrong-origin": _("The activity’s address is not on the server of its actor."),
    "bad-id": _("The addresses in the activity are too long."),
    "not-allowed": _("This town does not exchange with that server."),
    "wrong-type": _("The content type is not one of ActivityPub’s."),
    "unreadable": _("The document breaks a rule or a limit of this server; the title names it."),
    "too-large": _("The body is larger than one megabyte."),
    "too-many": _("Too much from this server waits already. Please try again later."),
    "busy": _("This town is catching up. Please try again later."),
    "trouble": _("This town has trouble of its own. Please try again later."),
}
