"""The list of what runs here, for programs that look for known weaknesses in it."""

import json
from importlib.metadata import version

from django.core.management import call_command


def test_each_library_stands_there_with_the_version_that_runs(capsys):
    call_command("list_software")
    said = json.loads(capsys.readouterr().out)
    assert (said["bomFormat"], said["specVersion"]) == ("CycloneDX", "1.5")
    found = {one["name"].lower(): one for one in said["components"]}
    for name in ("django", "daphne", "pillow", "cryptography", "nh3"):
        assert found[name]["version"] == version(name)
        assert found[name]["purl"] == f"pkg:pypi/{name}@{version(name)}"
    assert found["python"]["type"] == "platform" and "pytest" not in found
    assert found["django"]["licenses"] == [{"license": {"name": "BSD-3-Clause"}}]
