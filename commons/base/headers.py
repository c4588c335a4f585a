"""Headers that keep browsers on our side: what Django's pages carry, and what is answered in front of Django."""

from django.conf import settings

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
# What no page of ours asks of a device. Passkeys are not here: logging in needs them.
UNUSED = (
    "bluetooth", "camera", "display-capture", "geolocation", "hid", "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip

ON_EVERYTHING = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
ON_PAGES = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",  # for browsers that do not read the policy
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
}


def strict_transport() -> dict[str, str]:
    """Only where the town is reached by TLS: a development town would lock its browser out of its port."""
    if not settings.SECURE_HSTS_SECONDS:
        return {}
    return {"Strict-Transport-Security": f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"}


def in_front() -> list[tuple[bytes, bytes]]:
    """For answers that Django never sees: as bytes, the way ASGI wants them."""
    return as_lines({**ON_EVERYTHING, **ON_PAGES, **strict_transport()})


def as_lines(lines: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in lines.items()]
