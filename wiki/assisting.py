"""What a mediator may do here in somebody's name, under a mandate."""

from django.utils.translation import gettext_lazy as _

from commons.mandates.scopes import Scope, register


def register_scopes() -> None:
    register(
        Scope(
            "wiki.write",
            _("write in the wikis in your name"),
            frozenset(
                {
                    "wiki:theme",
                    "wiki:page",
                    "wiki:page_create",
                    "wiki:beginning_draft",
                    "wiki:titles",
                    "wiki:preview",
                    "wiki:page_edit",
                    "wiki:page_draft",
                    "wiki:page_settle",
                    "wiki:drafts",
                }
            ),
        )
    )
