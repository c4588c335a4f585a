"""What a form sends once and again. A double press is one thing; who goes back to a form that was sent, writes on in it
and sends it again, sends something else, which must not be taken for the first.
"""

from collections.abc import Sequence
from uuid import UUID

from commons.base.text import title_key
from commons.people.models import Person
from wiki.merging import Unsettled, merge, normalise
from wiki.models import Draft, EditProposal, PageProposal, Revision, digest_of
from wiki.tags import are_same, joined


def already_sent(by: Person, client_key: UUID | None) -> Revision | None:
    """The version that came of this form, whatever the form says by now."""
    if client_key is None:
        return None
    rows = Revision.objects.select_related("page__theme__community", "blob", "parent__blob")
    return rows.filter(author=by, client_key=client_key).first()


def has_arrived(by: Person, form: str) -> bool:
    """Did a version of a page, or a proposal, come of the form with this key, and nothing more be typed in it since?"""
    try:
        key = UUID(form)
    except ValueError:
        return False
    if Draft.objects.filter(person=by, form=key).exists():
        return False
    made = [kind.objects.filter(by=by, client_key=key) for kind in (PageProposal, EditProposal)]
    return already_sent(by, key) is not None or any(rows.exists() for rows in made)


def began_the_same(sent: Revision, title: str, text: str) -> bool:
    """Of a form that began a page."""
    return title_key(sent.page.title) == title_key(title) and _is_text_of(sent, text)


def says_the_same(sent: Revision, text: str, tags: Sequence[str] | None, base: Revision) -> bool:
    """Of a form that changed a page, from `base`."""
    if tags is not None:
        theirs = sent.parent.tags if sent.parent else []
        if not are_same(joined(base.tags, tags, theirs), sent.tags):
            return False
    if _is_text_of(sent, text):
        return True
    if sent.kind != Revision.Kind.MERGE or sent.parent is None or base.page_id != sent.page_id:
        return False
    try:
        return merge(base.blob.text, text, sent.parent.blob.text).text == sent.blob.text
    except Unsettled:
        return False


def let_go(sent: Revision) -> None:
    """The form speaks of the next version from now on."""
    Revision.objects.filter(pk=sent.pk).update(client_key=None)


def _is_text_of(sent: Revision, text: str) -> bool:
    return digest_of(normalise(text.replace("\x00", ""))) == sent.blob_id
