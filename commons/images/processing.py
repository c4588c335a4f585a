"""Who put in which picture. For the register."""

from django.utils.translation import gettext_lazy as _

from commons.base.register import Basis, Holding, Leaving, Processing
from commons.images.models import Image

PROCESSINGS = (
    Processing(
        "images",
        _("Pictures"),
        _("Pages and conversations show pictures, under a licence that names who made them."),
        Basis.SERVICE,
        _("Everybody, here and in the towns that read ours"),
        (
            Holding(
                Image,
                _("Pictures that you put in, and what you say of them; never what the camera noted"),
                ("by",),
                ("alt", "caption", "credit"),
                named=("hidden_by", "words"),
                secret={
                    "name": _("the address of the picture"),
                    "digest": _("the fingerprint of the picture"),
                },
                kept=_("as long as a page shows it, and thirty days; by “somebody” when you leave"),
                leaving=Leaving.STAYS,
            ),
        ),
    ),
)
