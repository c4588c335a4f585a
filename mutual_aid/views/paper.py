"""What is printed: for somebody without a screen, for the wall at the baker's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commons.base.fragments import public
from commons.communities.towns import own_town
from mutual_aid.models import ConsentText
from mutual_aid.wordings import Purpose, wording


def consent_text(request: HttpRequest, purpose: str = Purpose.POSTING, code: str = "") -> HttpResponse:
    """The text that is read to people, today's or an earlier one, for everybody to see and to print."""
    if purpose not in Purpose.values:
        raise Http404
    today = wording(purpose, town=own_town().name)
    shown = (
        today if code in ("", today.code) else ConsentText.objects.filter(code=code, purpose=purpose).first()
    )
    if shown is None:
        raise Http404
    context = {
        "wording": shown,
        "purpose": Purpose(purpose),
        "purposes": list(Purpose),
        "is_old": shown is not today,
    }
    answer = render(request, "mutual_aid/paper_consent.html", context)
    return answer if request.user.is_authenticated else public(answer)
