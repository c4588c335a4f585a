"""How moderation looks at pages and versions."""

from django.utils.translation import gettext_lazy as _

from commons.base.text import plain, render_markdown
from commons.moderation.flaggable import Kind, register
from commons.moderation.kinds import legal_reason
from commons.people import homes
from commons.people.models import Person
from commons.people.permissions import is_citizen
from wiki.actions import delete_page, hide_revision, restore_page, show_revision
from wiki.models import Page, Revision
from wiki.models.revisions import RevisionQuerySet
from wiki.verbs import Verb


def _versions(person: Person | None) -> RevisionQuerySet:
    """Of pages that exist; what waits to be looked at, for members of this town."""
    rows = Revision.objects.filter(page__deleted_at=None).select_related(
        "page__theme__community", "author", "blob"
    )
    return homes.not_hidden(rows if is_citizen(person) else rows.live(), "page__home")


def _began(page: Page) -> Person | None:
    first = page.revisions.order_by("number").select_related("author").first()
    return first.author if first else None


def _words(page: Page) -> str:
    return f"{page.title}\n{_text(page.text_now)}"


def _text(revision: Revision) -> str:
    return "" if revision.hides_text else plain(render_markdown(revision.text).html)


def _hide(revision: Revision, by: Person, reason: str, rule: str) -> None:
    parts = [Revision.Part.TEXT, Revision.Part.SUMMARY] if revision.summary else [Revision.Part.TEXT]
    hide_revision(
        revision.page, by=by, revision=revision, parts=parts, reason=legal_reason(rule), note=reason
    )


def register_kinds() -> None:
    register(
        Kind(
            Page,
            _("a page"),
            "wiki",
            readable_by=lambda person: Page.objects.readable_by(person).existing(),
            author=lambda page: None,  # many have written it; a version has an author
            began=_began,
            words=_words,
            hide=lambda page, by, reason, rule: delete_page(page, by=by, reason=reason),
            show=lambda page, by: restore_page(page, by=by),
            hides=Verb.PAGE_DELETED,
        ),
        Kind(
            Revision,
            _("a version of a page"),
            "wiki",
            readable_by=_versions,
            title=lambda revision: revision.page.title,
            beside=("page",),
            words=_text,
            hide=_hide,
            show=lambda revision, by: show_revision(revision.page, by=by, revision=revision),
            hides=Verb.REVISION_HIDDEN,
            hidden=lambda entry: Revision.objects.filter(
                page=entry.about_id, number=entry.detail["version"]
            ).first(),
            since=lambda moment: Revision.objects.filter(
                created__gte=moment, page__deleted_at=None, page__home="", hidden=0
            ).select_related("page__theme__community", "author", "blob"),
        ),
    )
