"""What the packages of others keep in our database. They know nothing of the register, so it is said here."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag, TaggedItem

from commons.accounts.models import Device
from commons.base.register import WHILE_WISHED, Basis, Holding, Processing
from commons.base.retention import Rows
from commons.people.models import Person

_LOCK = _("a secret: it opens something and tells nothing")


def _lines_about(person: Any) -> Rows:
    """By them, and about them: the admin copies the name of what it shows."""
    about = Q(content_type=ContentType.objects.get_for_model(Person), object_id=str(person.pk))
    return LogEntry.objects.filter(Q(user__person=person) | about)


PROCESSINGS = (
    Processing(
        "accounts",
        _("Logging in"),
        _("A code goes to your e-mail address; a session keeps you logged in on a device."),
        Basis.SERVICE,
        _("Nobody; your mail provider"),
        (
            Holding(
                EmailAddress, _("The e-mail address that you log in with"), ("user__person",), ("email",)
            ),
            Holding(
                EmailConfirmation,
                _("That an address waits to be confirmed"),
                ("email_address__user__person",),
                secret={"key": _LOCK},
            ),
            Holding(
                Device,
                _("Devices on which you are logged in"),
                ("account__person",),
                secret={"session_key": _LOCK, "session_data": _LOCK},
                kept=_("fourteen days after the last visit, ninety days at most, or until you log out"),
            ),
            Holding(
                Authenticator,
                _("Your second steps for signing in, and when each was last used"),
                ("user__person",),
                secret={"data": _LOCK},
                kept=WHILE_WISHED,
            ),
            Holding(
                LogEntry,
                _("What was changed through the administration"),
                ("user__person",),
                ("object_repr", "change_message"),
                named=("user", "object_id"),
                find=_lines_about,
            ),
        ),
    ),
)

_CODE = "names of the code"
IMPERSONAL = {
    Session: "a table of a package that nothing here fills: sessions are devices",
    Group: _CODE,
    Permission: _CODE,
    ContentType: _CODE,
    Tag: "a table of a package that nothing here fills",
    TaggedItem: "a table of a package that nothing here fills",
}
