"""How a group tells its followers (FEP-1b12): the activity itself, wrapped unchanged in an Announce.

https://codeberg.org/fediverse/fep/src/branch/main/fep/1b12/fep-1b12.md
Mastodon ignores wrapped activities, so a first publication is announced once more by its plain address.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from commons.base.addresses import absolute
from commons.base.text import Picture
from commons.communities.models import Community
from commons.images.encoding import PLAIN_WIDTH
from commons.journal.models import Entry
from commons.people.actions import town_voice
from commons.people.models import Person
from federation import own_keys
from federation.registry import Outgoing
from federation.vocabulary import PUBLIC, WRAPPING_CONTEXT, Json, activity, addressed, timestamp, with_context


def in_language(html: str) -> Json:
    """`content` once more under the town's language, which is how Mastodon reads it."""
    return {settings.LANGUAGE_CODE.partition("-")[0]: html}


def image_document(picture: Picture) -> Json:
    """The file that every program can show; `name` is what one sees, for those who do not."""
    return {
        "type": "Image",
        "url": absolute(picture.src),
        "mediaType": "image/png" if picture.src.endswith(".png") else "image/jpeg",
        "name": picture.alt,
        "width": min(picture.width, PLAIN_WIDTH),
        "height": round(picture.height * min(1.0, PLAIN_WIDTH / picture.width)),
    }


def followers_address(actor: Person | Community) -> str:
    return f"{actor.address}/followers"


def proven(document: Json, author: Person | Community) -> Json:
    """The document with its own context and its author's proof: it is believed wherever it is relayed."""
    return own_keys.prove(with_context(document), own_keys.key_of(author))


def announced(
    entry: Entry,
    inner: Json,
    group: Community,
    *,
    plain: str = "",
    form: str = "announce",
    to: tuple[str, ...] = (),
) -> Iterator[Outgoing]:
    """`inner` wrapped by `group` for its followers and for those in `to`; `plain` is the address of a new thing.

    An entry that says two things gives each a `form` of its own, which ends its address.
    """
    wrapped = _announce(f"{entry.address}/{form}", inner, group, entry, to)
    yield Outgoing(wrapped, group, followers_of=group, to=to)
    if plain:
        boost = _announce(f"{entry.address}/boost", plain, group, entry)
        yield Outgoing(boost, group, followers_of=group)


def _announce(
    identifier: str, thing: str | Json, group: Community, entry: Entry, to: tuple[str, ...] = ()
) -> Json:
    announce = activity(
        "Announce", identifier, actor=group.address, thing=thing, published=timestamp(entry.at)
    )
    announce = {"@context": WRAPPING_CONTEXT, **announce}
    return addressed(announce, to=[PUBLIC], cc=[followers_address(group), *to], audience=group.address)


def decided(
    entry: Entry, kind: str, thing: str | Json, group: Community, *, to: tuple[str, ...] = (), **more: Any
) -> Iterator[Outgoing]:
    """What those who look after a group decided, in the town's voice: Lemmy takes it from no Group."""
    said = act_of_town(kind, entry.address, thing, group, *to, published=timestamp(entry.at), **more)
    yield from announced(entry, proven(said, town_voice()), group, to=to)


def act_of_town(
    kind: str, identifier: str, thing: str | Json, group: Community, *to: str, **more: Any
) -> Json:
    said = activity(kind, identifier, actor=town_voice().address, thing=thing, **more)
    return addressed(said, **public_to(group, *to), audience=group.address)


def public_to(group: Community | None, *mentioned: str) -> dict[str, list[str]]:
    """`to` and `cc` of a public thing in a group."""
    cc = [group.address, f"{group.address}/followers"] if group else []
    return {"to": [PUBLIC], "cc": [*cc, *mentioned]}
