"""Pictures of a theme: to look at, to add, to put into what one is writing. Works without script."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from commons.base import fragments
from commons.base.errors import MayNot, NotHere, TooMuch
from commons.base.limits import limit, who_asks
from commons.base.numbers import natural
from commons.base.text import find_section
from commons.images import actions as images
from commons.images.files import Unusable
from commons.images.forms import ImageForm
from commons.images.models import Image, ImageQuerySet
from commons.images.permissions import may_add_image
from commons.people.middleware import SignedInRequest, asking, members_only
from wiki import actions
from wiki.merging import normalise
from wiki.models import Draft, PageImage, Theme
from wiki.pictures import gallery
from wiki.views.drafting import typed
from wiki.views.finding import find_theme

PER_PAGE = 24
A_DAY = 24 * 3600


def show_gallery(request: HttpRequest, theme: str) -> HttpResponse:
    found = find_theme(theme)
    person = asking(request)
    listed = Paginator(_listed(gallery(found)), PER_PAGE).get_page(request.GET.get("page"))
    may_add = found.is_local and (person is None or may_add_image(person))
    context = {"wiki": found, "images": listed, "may_add": may_add}
    return fragments.stored(request, fragments.render(request, "wiki/image_gallery.html", context))


def _listed(images: ImageQuerySet) -> ImageQuerySet:
    """With the pages that show each of them now, as `shown_on`."""
    uses = PageImage.objects.filter(page__deleted_at=None, page__merged_into=None)
    uses = uses.select_related("page__theme__community").order_by("page__title_key")
    return images.recent().select_related("by").prefetch_related(Prefetch("pages", uses, to_attr="shown_on"))


def wants_picture(request: HttpRequest, theme: Theme) -> bool:
    """Was the button of the editor pressed that leads to the pictures? Texts of other towns show none of ours."""
    return "picture" in request.POST and theme.is_local


def line_of(request: HttpRequest, whole: str, section: str = "") -> int | None:
    """The line of the whole text in which somebody was writing: what the script says, else the end of the section."""
    line = natural(request.POST.get("line"), most=100_000)
    try:
        within = find_section(normalise(whole), section) if section else None
    except ValidationError:  # too heavy to be read: the form will say so
        within = None
    if within is None:
        return line
    return within.begin + line if line is not None else within.begin + within.text.count("\n")


def lead_to_pictures(draft: Draft, line: int | None) -> HttpResponse:
    address = reverse("wiki:image_insert", args=[draft.theme.slug, draft.pk])
    return redirect(address if line is None else f"{address}?{urlencode({'line': line})}")


@members_only
def add_image(request: SignedInRequest, theme: str, draft: int | None = None) -> HttpResponse:
    """A new picture, or one that is there, for the text that is being written (`draft`); else for the gallery."""
    found = find_theme(theme)
    if not (found.is_local and may_add_image(request.person)):
        raise MayNot
    writing = _draft_of(request, found, draft) if draft else None
    form = ImageForm(typed(request), request.FILES or None)
    if writing and "choose" in request.POST:
        form = ImageForm()
        if image := Image.objects.ready().filter(name=request.POST["choose"]).first():
            return _placed(request, writing, image)
    elif form.is_bound and form.is_valid() and (image := _added(request, found, form)):
        return _placed(request, writing, image) if writing else _welcomed(request, found, image)
    context = {"wiki": found, "form": form, "draft": writing, **(_choices(request, found) if writing else {})}
    return fragments.render(request, "wiki/image_add.html", context)


def _draft_of(request: SignedInRequest, theme: Theme, pk: int) -> Draft:
    draft = Draft.objects.of(request.person).filter(theme=theme, pk=pk).first()
    if draft is None:
        raise NotHere
    return draft


def _added(request: SignedInRequest, theme: Theme, form: ImageForm) -> Image | None:
    who = who_asks(request)
    limit("images", who, times=20, seconds=600)
    limit("images-a-day", who, times=100, seconds=A_DAY)
    try:
        return images.add_image(theme.community, by=request.person, **form.cleaned_data)
    except (Unusable, TooMuch) as refused:
        form.add_error("file", refused.sentence)
        return None


def _placed(request: SignedInRequest, draft: Draft, image: Image) -> HttpResponse:
    line = natural(request.GET.get("line"), most=100_000)
    actions.place_image(draft, image, line=line)
    messages.success(request, _("The picture stands in your text. Nothing is published yet."))
    if image.state == Image.State.WAITING:
        messages.info(request, _("It is large: it is being prepared, and shown in a moment."))
    return redirect(draft)


def _welcomed(request: SignedInRequest, theme: Theme, image: Image) -> HttpResponse:
    messages.success(request, _("The picture is there, for every page of this theme. Thank you."))
    return redirect(image)


def _choices(request: HttpRequest, theme: Theme) -> dict[str, Any]:
    """Those of the theme; with words, those of all themes that hold them."""
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]
    offered = Image.objects.found_by(asked) if asked else gallery(theme)
    listed = Paginator(_listed(offered.ready()), PER_PAGE).get_page(request.GET.get("page"))
    kept = {name: request.GET[name] for name in ("line", "q") if request.GET.get(name)}
    return {
        "asked": asked,
        "images": listed,
        "line": request.GET.get("line", ""),
        "query_kept": urlencode(kept),
    }
