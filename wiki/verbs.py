"""What can happen in the wikis."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    THEME_OPENED = "wiki.theme_opened", _("opened a theme")
    REVIEW_SET = "wiki.review_set", _("changed whose edits are looked at first")
    TEMPLATE_ADDED = "wiki.template_added", _("added a template to a theme")
    TEMPLATE_REVISED = "wiki.template_revised", _("changed a template of a theme")
    TEMPLATE_REMOVED = "wiki.template_removed", _("removed a template of a theme")
    THEME_SILENT = "wiki.theme_silent", _("stopped answering")
    THEME_HEARD = "wiki.theme_heard", _("answers again")
    PAGE_CREATED = "wiki.page_created", _("wrote a new page")
    PAGE_REVISED = "wiki.page_revised", _("revised a page")
    PAGE_REVERTED = "wiki.page_reverted", _("brought back an earlier version of a page")
    EDIT_UNDONE = "wiki.edit_undone", _("took back an edit of a page")
    REVISION_HIDDEN = "wiki.revision_hidden", _("hid parts of a version of a page")
    REVISION_SHOWN = "wiki.revision_shown", _("showed hidden parts of a version again")
    PAGE_RENAMED = "wiki.page_renamed", _("renamed a page")
    PAGE_DELETED = "wiki.page_deleted", _("deleted a page")
    PAGE_RESTORED = "wiki.page_restored", _("restored a page")
    PAGE_PROTECTED = "wiki.page_protected", _("changed who may edit a page")
    PAGE_MERGED = "wiki.page_merged", _("merged a page into another")
    PAGE_PROPOSED = "wiki.page_proposed", _("proposed a new page")
    PAGE_ACCEPTED = "wiki.page_accepted", _("accepted a new page")
    PAGE_REFUSED = "wiki.page_refused", _("refused a new page")
    PAGE_MIRRORED = "wiki.page_mirrored", _("wrote a page in a neighbouring town")
    EDIT_HELD = "wiki.edit_held", _("changed a page, which waits to be looked at")
    EDITS_ACCEPTED = "wiki.edits_accepted", _("published changes that waited, with thanks")
    EDITS_REJECTED = "wiki.edits_rejected", _("looked at changes and did not take them")
    EDIT_PATROLLED = "wiki.edit_patrolled", _("looked at a change of a page")
    EDIT_THANKED = "wiki.edit_thanked", _("says thank you for a change")
    EDIT_PROPOSED = "wiki.edit_proposed", _("proposed a change to a page")
    EDIT_QUEUED = "wiki.edit_queued", _("received a change that a steward will look at")
    EDIT_ACCEPTED = "wiki.edit_accepted", _("accepted a proposed change")
    EDIT_REFUSED = "wiki.edit_refused", _("refused a proposed change")
    EDIT_ANSWERED = "wiki.edit_answered", _("answered a proposed change")
