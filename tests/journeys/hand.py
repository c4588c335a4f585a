"""A hand inside a town: does there, in one process that stays, what people do on its pages."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from .shells import PATIENCE
from .towns import ROOT, Town

WAITS_FOR_WORDS = """
import json, sys
import django
django.setup()
known = {}
for line in sys.stdin:
    known["answer"] = None
    exec(json.loads(line), known)
    print(json.dumps(known["answer"]), flush=True)
"""


class Hand:
    """`with Hand(town) as hand: hand("answer = Page.objects.count()")`; names stay known from one call to the next."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def __enter__(self) -> Hand:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WAITS_FOR_WORDS], cwd=ROOT, env=self.town.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.communicate(timeout=PATIENCE)

    def __call__(self, words: str, **known: object) -> Any:
        """Do what the words say, with `known` among the names; what they assign to `answer`."""
        assert self.process.stdin and self.process.stdout
        given = "".join(f"{name} = {value!r}\n" for name, value in known.items())
        self.process.stdin.write(json.dumps(given + words) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the hand in {self.town.name} failed at:\n{words}"
        return json.loads(line)
