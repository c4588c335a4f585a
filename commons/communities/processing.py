"""Who looks after which community. For the register."""

from django.utils.translation import gettext_lazy as _

from commons.base.register import Basis, Holding, Processing
from commons.communities.models import Ban, Community, Membership, NeighbourTown, Town

PROCESSINGS = (
    Processing(
        "communities",
        _("Communities"),
        _("Everybody knows who looks after a community, and who was shut out of it and why."),
        Basis.PUBLIC_TASK,
        _("Everybody for those who look after it; moderators for those who were shut out"),
        (
            Holding(Membership, _("The communities that you look after"), ("person",)),
            Holding(
                Ban,
                _("The communities that you were shut out of"),
                ("person",),
                ("reason",),
                named=("by",),
            ),
        ),
    ),
)

IMPERSONAL = {
    Town: "the town itself",
    Community: "a group, never one person",
    NeighbourTown: "other towns",
}
