"""An assembly is called, arranged, opened, closed; who has a task in it; its place in one's calendar."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.base.calendars import TYPE, Happening, there, written
from commons.base.errors import MayNot, NotHere
from commons.base.fragments import sent
from commons.base.limits import limit, who_asks
from commons.conversations import actions, assembly_rights
from commons.conversations.forms import AssemblyForm, CaptionForm, OutcomeForm, RoleForm
from commons.conversations.models import AgendaItem, Assembly, AssemblyRole, Topic
from commons.conversations.panels import assembly_of, panels_of
from commons.conversations.views.common import see_other, topic_at
from commons.people.middleware import SignedInRequest, asking, members_only
from commons.people.models import Person


def shown_in_topic(shown: Topic, person: Person | None) -> dict[str, Any]:
    """What the page of a conversation needs of its assembly; nothing where there is none."""
    assembly = assembly_of(shown)
    if assembly is None:
        return {"may_call": assembly_rights.may_call_assembly(person, shown)} if person else {}
    found: dict[str, Any] = {"assembly": assembly, "panels": panels_of(assembly)}
    if person is not None:
        found |= {
            "hosts": assembly_rights.hosts(person, assembly),
            "may_call": assembly.state == Assembly.State.CALLED_OFF
            and assembly_rights.may_call_assembly(person, shown),
            "may_speak": person.is_local,
            "my_hand": assembly.hands.filter(person=person).exists(),
            "captions": person in assembly.captioners,
            "caption_form": CaptionForm() if person in assembly.captioners else None,
        }
    return found


def assembly_at(pk: int, person: Person | None) -> Assembly:
    """Of the conversation of that key, for who may read it."""
    assembly = assembly_of(topic_at(pk, person))
    if assembly is None:
        raise NotHere
    return assembly


@members_only
def arrange(request: SignedInRequest, pk: int) -> HttpResponse:
    """Call one, or change when it is and what it is about."""
    topic = topic_at(pk, request.person)
    assembly = assembly_of(topic)
    calls = assembly is None or assembly.state == Assembly.State.CALLED_OFF
    if calls and not assembly_rights.may_call_assembly(request.person, topic):
        raise MayNot
    if not calls and not (assembly and assembly_rights.hosts(request.person, assembly)):
        raise MayNot
    form = AssemblyForm(sent(request), assembly=assembly)
    if request.method == "POST" and form.is_valid():
        limit("assembly", who_asks(request), times=30, seconds=3600)
        said = form.cleaned_data
        if calls or assembly is None:
            said.pop("keeps_captions")
            actions.call_assembly(topic, by=request.person, **said)
        else:
            actions.arrange_assembly(assembly, by=request.person, **said)
        return see_other(f"{topic.get_absolute_url()}#assembly")
    context = {"topic": topic, "assembly": assembly, "form": form, "calls": calls}
    if calls:
        del form.fields["keeps_captions"]
    return render(request, "conversations/assembly_arrange.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def change_state(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open it, close it, call it off."""
    assembly = assembly_at(pk, request.person)
    acts = {
        "open": actions.open_assembly,
        "close": actions.close_assembly,
        "call_off": actions.call_off_assembly,
    }
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise NotHere
    act(assembly, by=request.person)
    return see_other(f"{assembly.get_absolute_url()}#assembly")


@members_only
def roles(request: SignedInRequest, pk: int) -> HttpResponse:
    assembly = assembly_at(pk, request.person)
    if not assembly_rights.hosts(request.person, assembly):
        raise MayNot
    form = RoleForm(sent(request), initial={"name": AssemblyRole.Name.HOST})
    if request.method == "POST" and form.is_valid():
        limit("seat", who_asks(request), times=30, seconds=3600)
        said = form.cleaned_data
        actions.give_role(assembly, said["person"], by=request.person, name=said["name"])
        return see_other(request.path)
    context = {"topic": assembly.topic, "assembly": assembly, "form": form}
    return render(request, "conversations/assembly_roles.html", context, status=422 if form.errors else 200)


@require_POST
@members_only
def end_role(request: SignedInRequest, pk: int, role: int) -> HttpResponse:
    assembly = assembly_at(pk, request.person)
    held = get_object_or_404(AssemblyRole.objects.select_related("person"), assembly=assembly, pk=role)
    held.assembly = assembly
    actions.end_role(held, by=request.person)
    messages.success(request, _("The task is ended."))
    return see_other(f"{assembly.get_absolute_url()}#assembly")


@members_only
def item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """A subject is taken up, or done with what came out of it."""
    assembly = assembly_at(pk, request.person)
    if not assembly_rights.hosts(request.person, assembly):
        raise MayNot
    subject = get_object_or_404(AgendaItem, assembly=assembly, pk=item)
    subject.assembly = assembly
    form = OutcomeForm(sent(request), initial={"outcome": subject.outcome})
    if request.method == "POST" and form.is_valid():
        takes_up = request.POST.get("do") == "current"
        actions.advance_agenda(
            subject, by=request.person, current=takes_up, outcome=form.cleaned_data["outcome"]
        )
        return see_other(f"{assembly.get_absolute_url()}#assembly")
    context = {"topic": assembly.topic, "item": subject, "form": form}
    return render(request, "conversations/assembly_item.html", context, status=422 if form.errors else 200)


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody who may read the conversation; one that was called off still says so."""
    assembly = assembly_at(pk, asking(request))
    happening = Happening(
        uid=f"assembly-{assembly.topic_id}",
        title=assembly.topic.title,
        starts=there(assembly.starts_at),
        ends=there(assembly.ends_at),
        where=assembly.place,
        path=assembly.get_absolute_url(),
        sequence=assembly.topic.last_seq,
        changed=assembly.changed,
        is_cancelled=assembly.state == Assembly.State.CALLED_OFF,
    )
    return HttpResponse(
        written(assembly.topic.title, [happening], of="conversations"),
        content_type=TYPE,
        headers={"Content-Disposition": f'attachment; filename="assemblee-{assembly.topic_id}.ics"'},
    )
