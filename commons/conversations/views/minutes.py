"""The minutes of an assembly, and its record: what everybody may read, print and take along."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commons.base import sections
from commons.base.errors import Conflict, MayNot, NotHere
from commons.base.fragments import sent
from commons.conversations import actions, assembly_rights, minuting
from commons.conversations.forms import MinutesForm
from commons.conversations.models import Assembly
from commons.conversations.views.assemblies import assembly_at
from commons.conversations.views.common import by_script, for_all, see_other
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Person


@members_only
def write(request: SignedInRequest, pk: int) -> HttpResponse:
    """When another host saved meanwhile, both texts are shown and what was typed stays in its field. A script that
    saves now and then is told the number of the version (204), or 409.
    """
    assembly = assembly_at(pk, request.person)
    if not assembly_rights.may_write_minutes(request.person, assembly):
        raise MayNot
    form = MinutesForm(sent(request), initial={"text": assembly.minutes, "base": assembly.minutes_number})
    context = {"topic": assembly.topic, "assembly": assembly, "form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            assembly = actions.revise_minutes(assembly, by=request.person, **form.cleaned_data)
        except Conflict as conflict:
            onto = {**form.cleaned_data, "base": conflict.facts["number"]}
            context |= {"form": MinutesForm(onto), "sentence": conflict.sentence}
            context["meanwhile"] = conflict.facts["current"]
            status = 409
        else:
            if by_script(request):
                return HttpResponse(status=204, headers={"X-Version": str(assembly.minutes_number)})
            messages.success(request, _("The minutes are saved. Everybody on the page sees them."))
            return see_other(f"{assembly.get_absolute_url()}#minutes")
    return render(request, "conversations/minutes_write.html", context, status=422 if form.errors else status)


def _recorded(pk: int, person: Person | None) -> Assembly:
    assembly = assembly_at(pk, person)
    if assembly.state not in (Assembly.State.OPEN, Assembly.State.CLOSED):
        raise NotHere
    return assembly


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Agenda with what came out of it, minutes, opinions, what was written meanwhile; made to be printed."""
    person = asking(request)
    assembly = _recorded(pk, person)
    context = {
        "topic": assembly.topic,
        "assembly": assembly,
        "record": minuting.record_of(assembly, person),
        "sections": sections.built("minutes", person, assembly) if person else [],
        "may_write": assembly_rights.may_write_minutes(person, assembly),
    }
    response = render(request, "conversations/record.html", context)
    return for_all(request, response) if assembly.topic.is_public else response


@require_safe
def take_markdown(request: HttpRequest, pk: int) -> HttpResponse:
    person = asking(request)
    assembly = _recorded(pk, person)
    text = minuting.as_markdown(assembly, minuting.record_of(assembly, person))
    return HttpResponse(
        text,
        content_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="assemblee-{assembly.topic_id}.md"'},
    )
