"""`make bench`, or `make bench ONLY=wiki` for the figures whose names begin so."""

from __future__ import annotations

import signal
import sys
import tempfile
from pathlib import Path

from tests.journeys.towns import ROOT

from . import aid, federation, images, live, load, mediawiki, notices, pages, scale, search, talk, wiki
from .figures import as_table, write

# Each: (only, folder) -> figures.
SUBJECTS = (
    pages.figures,
    wiki.figures,
    aid.figures,
    images.figures,
    search.figures,
    scale.figures,
    federation.figures,
    live.figures,
    talk.figures,
    mediawiki.figures,
    notices.figures,
    load.figures,
)


def main(only: str = "") -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # towns that run are ended too
    found = []
    with tempfile.TemporaryDirectory(prefix="calade-bench-") as folder:
        for number, subject in enumerate(SUBJECTS):
            for figure in subject(only, Path(folder) / str(number)):
                print(as_table([figure]), flush=True)
                if figure.name.startswith(only):
                    found.append(figure)
    write(found, ROOT / "var" / "bench.json")
    print(f"\n{as_table(found)}\n\nKept in var/bench.json")
    return 1 if any(figure.holds is False for figure in found) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
