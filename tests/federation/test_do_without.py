"""A town may do without federation: none of its addresses exists then, and everything else does."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOOK = """
import django
django.setup()
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from commons.journal.readers import patient_readers
for path in ["/ap/inbox", "/ap/person/01970000-0000-7000-8000-000000000000", "/actor", "/nodeinfo/2.1",
             "/.well-known/webfinger", "/.well-known/nodeinfo", "/ap/communities", "/villes-voisines/suivre/"]:
    try:
        resolve(path)
    except Resolver404:
        continue
    print("still there:", path)
assert resolve("/wikis/").view_name == "wiki:themes"
assert "federation" not in patient_readers()
import commons.asgi
print("looked")
"""


def test_a_town_without_the_roof_has_none_of_its_addresses():
    env = {**os.environ, "CALADE_FEDERATION_INSTALLED": "0", "DJANGO_SETTINGS_MODULE": "commons.settings"}
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.stdout == "looked\n", done.stdout + done.stderr
