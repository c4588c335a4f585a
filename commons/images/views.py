"""The page of one picture: what it shows, whose it is, where it stands; describing it anew, hiding it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commons.base import fragments
from commons.base.errors import MayNot, NotHere
from commons.images import actions, licences
from commons.images.forms import OWN, DescriptionForm, HideImageForm
from commons.images.models import Image
from commons.images.permissions import may_hide_image, may_revise_image, may_show_image
from commons.images.showing import picture_of
from commons.images.uses import places_of
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Person


def show_image(request: HttpRequest, name: str) -> HttpResponse:
    person = asking(request)
    image = _find(person, name)
    context = {
        "image": image,
        "picture": picture_of(image),
        "uses": places_of(image),
        "may_revise": may_revise_image(person, image),
        "may_hide": may_hide_image(person, image),
        "may_show": may_show_image(person, image),
    }
    response = fragments.render(request, "images/image_detail.html", context)
    return fragments.stored(request, response)


def _find(person: Person | None, name: str) -> Image:
    image = Image.objects.readable_by(person).select_related("community", "by").filter(name=name).first()
    if image is None:
        raise NotHere
    return image


@members_only
def revise_image(request: SignedInRequest, name: str) -> HttpResponse:
    image = _find(request.person, name)
    if not may_revise_image(request.person, image):
        raise MayNot
    is_own = image.licence == licences.OWN_WORK and not image.credit
    start = {
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "licence": OWN if is_own else image.licence,
    }
    form = DescriptionForm(fragments.sent(request), initial=start)
    if form.is_bound and form.is_valid():
        actions.revise_image(image, by=request.person, **form.cleaned_data)
        messages.success(request, _("The picture is described anew."))
        return redirect(image)
    return fragments.render(request, "images/image_revise.html", {"image": image, "form": form})


@members_only
def hide_image(request: SignedInRequest, name: str) -> HttpResponse:
    image = _find(request.person, name)
    if not may_hide_image(request.person, image):
        raise MayNot
    form = HideImageForm(fragments.sent(request))
    if form.is_bound and form.is_valid():
        actions.hide_image(image, by=request.person, reason=form.cleaned_data["reason"])
        messages.success(request, _("It is hidden, on every page. The public record says that it was."))
        return redirect(image.community)
    context = {"image": image, "form": form, "uses": places_of(image)}
    return fragments.render(request, "images/image_hide.html", context)


@require_POST
@members_only
def show_again(request: SignedInRequest, name: str) -> HttpResponse:
    image = _find(request.person, name)
    actions.show_image(image, by=request.person)
    messages.success(request, _("Everybody can see this picture again."))
    return redirect(image)
