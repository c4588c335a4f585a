"""What a passkey needs, as an attribute: a script of data would be one more thing for the policy to allow."""

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    return json.dumps(value)
