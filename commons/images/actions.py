"""The only way to change pictures. Rooms decide who may put one where; here is who may add, describe and hide."""

import hashlib
import logging
import time
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from commons.base.errors import MayNot, TooMuch, WrongMoment
from commons.communities.models import Community
from commons.images import files, uses
from commons.images.models import Image
from commons.images.permissions import may_add_image, may_hide_image, may_revise_image, may_show_image
from commons.images.verbs import Verb
from commons.journal.actions import record
from commons.people.models import Person

log = logging.getLogger(__name__)

State = Image.State
QUICK = 13_000_000  # pixels: what a telephone takes is made while its sender waits, under a second
KEEP_UNUSED = timedelta(days=30)
KEEP_WAITING = 24 * 3600  # seconds that a file without a row may lie


class Sent(Protocol):
    """A file that somebody sent, as Django gives it."""

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Any: ...


def add_image(
    community: Community,
    *,
    by: Person,
    file: Sent,
    alt: str,
    licence: str,
    caption: str = "",
    credit: str = "",
) -> Image:
    """Keep a picture; the same bytes again are the picture that is there, as it was described the first time.

    A large one is made by the worker; it is WAITING until then. Raises Unusable for a file that cannot be shown,
    TooMuch when the town's room for pictures is full.
    """
    if not may_add_image(by):
        raise MayNot
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    if known := _known(digest.hexdigest()):
        return known
    _refuse_beyond_room(by, file.size or 0)
    image = Image(name=digest.hexdigest()[:12], digest=digest.hexdigest(), community=community, by=by)
    image.describe(alt=alt, caption=caption, credit=credit, licence=licence)
    with files.arrived(file.chunks()) as path:
        if files.pixels(path) <= QUICK:
            _take_over(image, files.make(image.name, path))
        else:
            files.keep_waiting(image.name, path)
    try:
        return _save_new(image)
    except IntegrityError:  # sent twice at once
        return Image.objects.get(digest=image.digest)


def _known(digest: str) -> Image | None:
    image = Image.objects.filter(digest=digest).first()
    if image and not image.is_shown:
        raise files.Unusable(_("This picture was hidden by those who keep order here. It cannot come back."))
    if image and image.state == State.BROKEN:
        raise files.Unusable(files.why("broken"))
    return image


def _refuse_beyond_room(by: Person, size: int) -> None:
    own = Image.objects.filter(by=by).aggregate(all=Sum("weight"))["all"] or 0
    if own + size > settings.CALADE_IMAGES_EACH_MB * 1_000_000:
        raise TooMuch(
            _("Your pictures fill the room that each person has. Please tell those who administer the town.")
        )
    kept = Image.objects.aggregate(all=Sum("weight"))["all"] or 0
    if kept + size > settings.CALADE_IMAGES_MOST_MB * 1_000_000:
        raise TooMuch(_("The town has no room left for pictures. Please tell those who administer it."))


def _take_over(image: Image, made: dict[str, Any]) -> None:
    for fact in ("width", "height", "clear", "animated", "weight"):
        setattr(image, fact, made[fact])
    image.state = State.READY


@transaction.atomic
def _save_new(image: Image) -> Image:
    image.save(force_insert=True)
    record(Verb.IMAGE_ADDED, by=image.by, about=image)
    if image.state == State.WAITING:
        prepare_image.enqueue(image.pk)
    return image


@task
def prepare_image(pk: int) -> None:
    """In the worker: make the pictures of one that waits. One that cannot be read is BROKEN, and shown nowhere."""
    image = Image.objects.filter(pk=pk, state=State.WAITING).first()
    if image is None:
        return
    try:
        made = files.make(image.name, files.waiting(image.name))
    except files.Unusable:
        made = None
    with transaction.atomic():
        image = Image.objects.select_for_update(of=("self",)).get(pk=pk)
        image.note_change()
        if made:
            _take_over(image, made)
        else:
            image.state = State.BROKEN
        image.save()
        if not image.is_shown:
            files.withhold(image.name)
        record(Verb.IMAGE_PREPARED, by=None, about=image, public=False, state=image.state)
    files.forget_waiting(image.name)


@transaction.atomic
def revise_image(
    image: Image, *, by: Person, alt: str, licence: str, caption: str = "", credit: str = ""
) -> Image:
    """Put right what is said of it, on every page that shows it (but for words that a page says itself)."""
    image = _locked(image)
    if not may_revise_image(by, image):
        raise MayNot
    image.describe(alt=alt, caption=caption, credit=credit, licence=licence)
    image.note_change()
    image.save(update_fields=["alt", "caption", "credit", "licence", "words", "version"])
    record(Verb.IMAGE_REVISED, by=by, about=image)
    return image


@transaction.atomic
def hide_image(image: Image, *, by: Person, reason: str) -> None:
    """As the law asks: gone from every page and from its address at once, and its bytes cannot come in again."""
    image = _locked(image)
    if not may_hide_image(by, image):
        raise MayNot
    image.hidden_at, image.hidden_by, image.hidden_for = timezone.now(), by, reason
    image.note_change()
    image.save(update_fields=["hidden_at", "hidden_by", "hidden_for", "version"])
    record(Verb.IMAGE_HIDDEN, by=by, about=image, reason=reason)
    files.withhold(image.name)


@transaction.atomic
def show_image(image: Image, *, by: Person | None) -> None:
    """Take a hiding back. `by` None: a jury has said so."""
    image = _locked(image)
    if image.is_shown:
        raise WrongMoment
    if by is not None and not may_show_image(by, image):
        raise MayNot
    image.hidden_at, image.hidden_by, image.hidden_for = None, None, ""
    image.note_change()
    image.save(update_fields=["hidden_at", "hidden_by", "hidden_for", "version"])
    record(Verb.IMAGE_SHOWN, by=by, about=image)
    files.give_back(image.name)


@transaction.atomic
def leave_pictures(person: Person, erase: bool) -> None:
    """Somebody leaves: their pictures stay under their licence, made by "somebody". Pages are drawn anew to say so.

    A credit that names them goes too: the licence lets an author do without (CC BY-SA 4.0, section 3a).
    """
    for image in Image.objects.filter(by=person).select_related("by"):
        image.forget_author()
        image.save(update_fields=["credit", "words"])
    Image.objects.filter(by=person).update(version=F("version") + 1)


def _locked(image: Image) -> Image:
    return Image.objects.select_for_update(of=("self",)).select_related("community", "by").get(pk=image.pk)


def remove_unused() -> int:
    """A picture that nothing shows, nor means to show, for thirty days is gone. Returns 0: no hurry.

    A hidden one stays hidden: it must not come in again, and whoever has to produce it must be able to.
    """
    used, now = uses.names_in_use(), timezone.now()
    for image in Image.objects.filter(hidden_at=None).only("name", "unused_since"):
        is_used, since = image.name in used, image.unused_since
        if not is_used and since and since < now - KEEP_UNUSED:
            _remove(image)
        elif is_used == (since is not None):
            Image.objects.filter(pk=image.pk).update(unused_since=None if is_used else now)
    files.forget_lost(before=time.time() - KEEP_WAITING)
    return 0


@transaction.atomic
def _remove(image: Image) -> None:
    record(Verb.IMAGE_REMOVED, by=None, about=image, public=False)
    image.delete()
    files.remove(image.name)
