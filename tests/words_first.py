"""Loaded before Django, which reads them once: what the town says in French is tested as it is written now."""

import os
from pathlib import Path

from commons.base.messages import compile_all

if "PYTEST_XDIST_WORKER" not in os.environ:
    compile_all(Path(__file__).parents[1])
