"""Loaded before the settings: each process of a parallel run has a Redis database of its own: tests empty it."""

import os
from urllib.parse import urlsplit

if (worker := os.environ.get("PYTEST_XDIST_WORKER")) and (url := os.environ.get("CALADE_REDIS_URL")):
    parts = urlsplit(url)
    number = int(parts.path.lstrip("/") or 0) + 1 + int(worker.removeprefix("gw"))
    os.environ["CALADE_REDIS_URL"] = parts._replace(path=f"/{number}").geturl()
