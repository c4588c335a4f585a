"""What is kept of people themselves. For the register."""

from django.utils.translation import gettext_lazy as _

from commons.base.register import WHILE_MEMBER, WHILE_WISHED, Basis, Holding, Leaving, Processing
from commons.people.models import Account, Block, Follow, Person, QuietHome, Role

PROCESSINGS = (
    Processing(
        "people",
        _("Accounts and profiles"),
        _("You log in, and others know with whom they speak."),
        Basis.SERVICE,
        _("Everybody for the name, the words about yourself and the neighbourhood; nobody for the rest"),
        (
            Holding(
                Person,
                _("Your name, what you say of yourself, your neighbourhood, your addresses elsewhere"),
                (),
                (
                    *("handle", "name", "summary", "url", "webfinger", "also_known_as", "moved_to"),
                    *("kept_name", "kept_handle"),
                ),
                leaving=Leaving.STAYS,  # emptied by the leaving itself; an address that says “gone” stays
                find=lambda person: Person.objects.filter(pk=person.pk),
            ),
            Holding(
                Account,
                _("Your e-mail address, which nobody sees, and when you agreed to the charter"),
                ("person",),
                ("email",),
                secret={"password": _("nobody has one here")},
            ),
            Holding(
                Follow,
                _("Whom and what you follow, and who follows you"),
                ("follower", "person"),
                named=("uri",),
                kept=WHILE_WISHED,
                leaving=Leaving.STAYS,  # ended by the leaving itself: servers elsewhere must still be told
            ),
            Holding(Block, _("Whom you have blocked"), ("blocker",), named=("blocked",), kept=WHILE_WISHED),
        ),
    ),
    Processing(
        "people.roles",
        _("Roles in the town"),
        _("Everybody knows who decides what, and why they may."),
        Basis.PUBLIC_TASK,
        _("Everybody"),
        (
            Holding(
                Role,
                _("The roles that you hold or held, and the reason"),
                ("person",),
                ("reason",),
                named=("given_by",),
                kept=WHILE_MEMBER,
            ),
        ),
    ),
)

_NEVER = "rights of Django’s own administration, which nobody is given here"
IMPERSONAL = {
    QuietHome: "names servers, not people",
    Account.groups.through: _NEVER,
    Account.user_permissions.through: _NEVER,
}
