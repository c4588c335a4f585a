"""Everything that runs here, as CycloneDX 1.5 (ECMA-424): for whoever compares it with lists of known weaknesses."""

import json
import platform
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from commons.communities.statements.software import Package, packages


class Command(BaseCommand):
    help = "Write the list of the libraries that are installed, as CycloneDX in JSON. Asks no network."

    def handle(self, *args: Any, **options: Any) -> None:
        town = {"type": "application", "name": "calade", "version": settings.CALADE_VERSION}
        python = {"type": "platform", "name": "python", "version": platform.python_version()}
        said = {
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "version": 1,
            "metadata": {"component": town},
            "components": [python, *map(component, packages())],
        }
        self.stdout.write(json.dumps(said, indent=1, ensure_ascii=False))


def component(package: Package) -> dict[str, Any]:
    """With the address that such lists look for (package-url), and the licence as its authors wrote it."""
    name = package.name.lower().replace("_", "-")
    said: dict[str, Any] = {"type": "library", "name": package.name, "version": package.version}
    said["purl"] = f"pkg:pypi/{name}@{package.version}"
    if package.licence:
        said["licenses"] = [{"license": {"name": package.licence}}]
    return said
