"""The free software that this town stands on, read off what is installed: names, versions, licences, where it lives."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata

from django.conf import settings

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==", re.MULTILINE)
# How authors write licences where they do not use the identifiers of SPDX.
WRITTEN = {
    "apache 2": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "mit license": "MIT",
    "mit, bsd": "MIT AND BSD-3-Clause",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}
LONGEST = 60  # characters; longer is the text of the licence itself


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str
    home: str


@cache
def packages() -> tuple[Package, ...]:
    """What the town needs to run (`requirements.txt`), as far as it is installed, by name."""
    named = PINNED.findall((settings.ROOT / "requirements.txt").read_text())
    found = [metadata.metadata(name) for name in named if _is_installed(name)]
    return tuple(Package(said["Name"], said["Version"], _licence(said), _home(said)) for said in found)


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _licence(said: metadata.PackageMetadata) -> str:
    """As SPDX writes it, if it can be known."""
    if expression := said["License-Expression"]:
        return str(expression)
    written = str(said["License"] or "").strip()
    kinds = [
        str(one).rpartition("::")[2].strip()
        for one in said.get_all("Classifier") or ()
        if "License ::" in one
    ]
    for one in (written, *kinds):
        if one and len(one) <= LONGEST:
            return WRITTEN.get(one.lower(), one)
    return ""


def _home(said: metadata.PackageMetadata) -> str:
    links = [str(link).partition(", ")[::2] for link in said.get_all("Project-URL") or ()]
    named = {name.lower(): address for name, address in links}
    for name in ("homepage", "home", "repository", "source", "source code", "github"):
        if name in named:
            return named[name]
    return str(said["Home-page"] or (links[0][1] if links else ""))
