"""The ways in that a town has set up, for the pages that offer them."""

from django import template

from commons.accounts import oidc

register = template.Library()


@register.simple_tag
def providers() -> list[oidc.Provider]:
    return oidc.providers()
