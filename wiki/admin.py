"""For operators, to look: what changes a wiki is done on its pages, where it is recorded."""

from django.contrib import admin
from taggit.admin import Tag as TagOfAnyTheme

from commons.base.admin import ReadOnly
from wiki.models import EditProposal, Exchange, Page, PageProposal, Revision, Suggestion, Tag, Theme

admin.site.unregister(TagOfAnyTheme)  # taggit's own list, which is writable and stays empty


@admin.register(Theme)
class ThemeAdmin(ReadOnly):
    list_display = ["__str__", "licence", "protection"]
    list_select_related = ["community"]


@admin.register(Page)
class PageAdmin(ReadOnly):
    list_display = ["title", "theme", "home", "edit_count", "revised_at", "deleted_at", "stale_since"]
    list_filter = ["home", "protection"]
    list_select_related = ["theme__community"]
    search_fields = ["title_key"]


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    list_display = ["page", "number", "kind", "author", "created", "size_delta"]
    list_select_related = ["page", "author"]


@admin.register(EditProposal)
class EditProposalAdmin(ReadOnly):
    list_display = ["page", "by", "home", "state", "created", "reason"]
    list_filter = ["state", "home"]
    list_select_related = ["page", "by"]


@admin.register(PageProposal)
class PageProposalAdmin(ReadOnly):
    list_display = ["title", "theme", "by", "state", "created"]
    list_filter = ["state"]
    list_select_related = ["theme__community", "by"]


@admin.register(Tag)
class TagAdmin(ReadOnly):
    list_display = ["name", "theme", "leads_to"]
    list_select_related = ["theme__community", "leads_to"]
    search_fields = ["slug"]


@admin.register(Exchange)
class ExchangeAdmin(ReadOnly):
    list_display = ["theme", "kind", "state", "done", "total", "asked_at", "last_error"]
    list_filter = ["state", "kind"]
    list_select_related = ["theme__community"]


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnly):
    list_display = ["page", "state", "created", "decided_at", "held_for"]
    list_filter = ["state"]
    list_select_related = ["page"]
    fields = ["page", "state", "summary", "created", "decided_at", "note", "held_for"]
