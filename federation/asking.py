"""What this server itself asks of others: signed with its own key, in the dialect that their host understands."""

from commons.base.outgoing import CannotFetch
from federation import own_keys
from federation.fetch import Kind, fetch_document
from federation.models import Server
from federation.policy import host_of
from federation.vocabulary import Json

CAVAGE, RFC9421 = Server.Dialect.CAVAGE, Server.Dialect.RFC9421
NOT_UNDERSTOOD = {400, 401}


def ask(url: str, *, kind: Kind = "object") -> Json:
    """The document at `url`; on 400 or 401 asked once more in the other dialect, which is remembered when it helped.

    Raises `CannotFetch` or `BadAddress`. Uses the network.
    """
    key, host = own_keys.key_of(None), host_of(url)
    known = Server.objects.filter(host=host).values_list("dialect", flat=True).first() or CAVAGE
    try:
        return fetch_document(url, kind=kind, sign=own_keys.signer(key, known))
    except CannotFetch as error:
        if error.reason != "wrong-status" or error.status not in NOT_UNDERSTOOD:
            raise
    other = RFC9421 if known == CAVAGE else CAVAGE
    document = fetch_document(url, kind=kind, sign=own_keys.signer(key, other))
    Server.objects.update_or_create(host=host, defaults={"dialect": other})
    return document


def begin_with_rfc9421(host: str) -> None:
    """They say that they understand it (FEP-844e). What a letter of ours has taught counts for more."""
    Server.objects.get_or_create(host=host, defaults={"dialect": RFC9421})
    Server.objects.filter(host=host, answered_at=None).update(dialect=RFC9421)
