"""What the wikis keep of those who write them. For the register."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.base.register import WHILE_WISHED, Basis, Holding, Leaving, Processing
from commons.base.retention import Rows
from wiki.models import (
    Attribution,
    Blob,
    Change,
    Concealment,
    Draft,
    EditProposal,
    Exchange,
    Page,
    PageAlias,
    PageLink,
    PageProposal,
    PageTemplate,
    Remark,
    RenderCache,
    Revision,
    Suggestion,
    Tag,
    Thanks,
    Theme,
    Watch,
    Watcher,
)

_COMMON_TEXT = "a text that many write together, under its licence"
_MADE = "made anew from the pages"
_BY_SOMEBODY = _("as long as the page stands; by “somebody” when you leave")


def _nobodys(person: Any) -> Rows:
    """A visitor has no account by which their corrections could be found; the address is sealed, and soon gone."""
    return Suggestion.objects.none()


PROCESSINGS = (
    Processing(
        "wiki",
        _("Wikis"),
        _("The town writes down what it knows. The licence asks that authors are named."),
        Basis.SERVICE,
        _("Everybody, here and in the towns that read ours"),
        (
            Holding(
                Revision,
                _("The versions of pages that you wrote, with what you said of each"),
                ("author",),
                ("summary", "tags"),
                named=("imported_from", "reviewed_by"),
                also={"text": "text"},
                kept=_("as long as the page stands, under its licence; by “somebody” when you leave"),
                leaving=Leaving.STAYS,
                words=Leaving.EMPTIED,
            ),
            Holding(
                Change,
                _("Your changes in the list of the last three months"),
                ("by",),
                kept=_("ninety days"),
                leaving=Leaving.STAYS,
            ),
            Holding(
                Page,
                _("Pages that you have checked"),
                ("verified_by",),
                ("verified_what",),
                named=("contributors",),
                kept=_BY_SOMEBODY,
                leaving=Leaving.STAYS,
            ),
            Holding(
                EditProposal,
                _("Edits that you proposed"),
                ("by",),
                ("text", "summary", "tags"),
                named=("note", "reason", "base_address", "base_digest", "result_address", "digest"),
                kept=_BY_SOMEBODY,
                leaving=Leaving.STAYS,
                words=Leaving.EMPTIED,
            ),
            Holding(
                PageProposal,
                _("Pages that you proposed"),
                ("by",),
                ("title", "text", "summary", "tags"),
                named=("note",),
                kept=_BY_SOMEBODY,
                leaving=Leaving.STAYS,
                words=Leaving.EMPTIED,
            ),
            Holding(
                Draft,
                _("Drafts of pages"),
                ("person",),
                ("title", "text", "summary", "tags"),
            ),
            Holding(Watch, _("The pages and themes that you watch"), ("person",), kept=WHILE_WISHED),
            Holding(Watcher, _("How you wish to be told of what you watch"), ("person",), kept=WHILE_WISHED),
            Holding(Thanks, _("The thanks that you gave for an edit"), ("person",)),
            Holding(
                Exchange,
                _("Files of pages that you asked for or brought in"),
                ("by",),
                ("after",),
                kept=_("seven days; then the file and the line are gone"),
                leaving=Leaving.STAYS,
            ),
        ),
    ),
    Processing(
        "wiki.keeping",
        _("Keeping order in the wikis"),
        _("What the law forbids to show is taken out, and those who have to can put it back."),
        Basis.DUTY,
        _("Administrators"),
        (
            Holding(
                Concealment,
                _("Parts of versions that you took out"),
                ("by",),
                ("note",),
                named=("author", "summary", "imported_from"),
                kept=_BY_SOMEBODY,
                leaving=Leaving.STAYS,
            ),
        ),
    ),
    Processing(
        "wiki.suggestions",
        _("Corrections without an account"),
        _("Whoever reads a page can put it right without signing up."),
        Basis.CONSENT,
        _("Members who look after the page; everybody for the text and the name once it is accepted"),
        (
            Holding(
                Suggestion,
                _("A text, the name that you gave, and your e-mail address until you are answered"),
                (),
                ("text", "summary", "name", "sealed_mail"),
                named=("note", "held_for", "decided_by"),
                kept=_("ninety days after it was decided; the e-mail address until you are answered"),
                find=_nobodys,
            ),
        ),
    ),
)

_PAGE = dict.fromkeys(
    (
        "title",
        "title_key",
        "slug",
        "url",
        "lead",
        "protection_reason",
        "derived_from",
        "licence",
    ),
    _COMMON_TEXT,
)
IMPERSONAL = {
    Theme: "rules of a subject",
    Page: _PAGE,
    PageAlias: _COMMON_TEXT,
    PageLink: _COMMON_TEXT,
    PageTemplate: _COMMON_TEXT,
    RenderCache: _MADE,
    Attribution: _MADE,
    Blob: _COMMON_TEXT,
    Remark: "what could not be read of a file",
    Tag: _COMMON_TEXT,
}
