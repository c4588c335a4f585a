"""What can happen to pictures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    IMAGE_ADDED = "images.image_added", _("added a picture")
    IMAGE_PREPARED = "images.image_prepared", _("prepared a picture")
    IMAGE_REVISED = "images.image_revised", _("described a picture anew")
    IMAGE_HIDDEN = "images.image_hidden", _("hid a picture")
    IMAGE_SHOWN = "images.image_shown", _("showed a hidden picture again")
    IMAGE_REMOVED = "images.image_removed", _("removed a picture that nothing showed")
