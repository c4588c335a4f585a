"""Under which terms a picture may be shown here: free ones, so that the pages it stands on may travel on."""

from django.utils.translation import gettext_lazy as _

from commons.base.licences import CREATIVE_COMMONS

OWN_WORK = "CC BY-SA 4.0"
PUBLIC_DOMAIN = "public-domain"

ADDRESSES = {
    **CREATIVE_COMMONS,
    "Licence Ouverte 2.0": "https://spdx.org/licenses/etalab-2.0.html",
    PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
}
NAMES = {name: name for name in ADDRESSES} | {PUBLIC_DOMAIN: _("public domain")}
