"""What a test says inside a town: Django is started there once, which costs seconds, and every saying is a fork."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = (
    120  # seconds for anything that must come: machines are shared, and only a failing test waits so long
)
SERVE = """
import json, os, sys, traceback
import django
django.setup()
from django.db import connections
connections.close_all()  # each fork opens its own

def child(said, out):
    os.dup2(out, 1)
    os.dup2(out, 2)
    code = 1
    try:
        exec(compile(said, "said", "exec"), {"__name__": "said"})
        connections.close_all()
        code = 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)

for line in sys.stdin:
    heard, out = os.pipe()
    if not (number := os.fork()):
        os.close(heard)
        child(json.loads(line), out)
    os.close(out)
    with open(heard, errors="replace") as said:
        text = said.read()
    status = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    print(json.dumps([status, text]), flush=True)
"""


class Shell:
    """One town's, as its settings are when it begins."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE], cwd=ROOT, env=self.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def say(self, words: str) -> tuple[int, str]:
        """(status, output) of a Python program inside the town; a negative status is the signal that ended it."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        with DefaultSelector() as waiting:
            waiting.register(self.process.stdout, EVENT_READ)
            assert waiting.select(PATIENCE), f"no answer within {PATIENCE} s"
        line = self.process.stdout.readline()
        assert line, "the shell has ended"
        status, text = json.loads(line)
        return status, text

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
