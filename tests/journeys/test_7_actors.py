"""The published cases of activitypub-testing, held against each kind of actor that a town has."""

import json
import subprocess

import pytest

from tests.peer.process import HERE, MODULES, node

from .hand import Hand

ACTORS = """
from commons.communities.models import Community
from commons.people.actions import town_voice
from commons.people.models import Person
from federation.own_keys import instance_address
answer = {
    "Person": Person.objects.get(handle="nadia").address,
    "Group": Community.objects.get(handle="compost", home="").address,
    "Service": town_voice().address,
    "Application": instance_address(),
}
"""
# What is about one server towards another: each must hold.
HELD = {
    "actor-must-serve-as2-object-to-get",
    "actor-objects-must-have-inbox-outbox-properties",
    "outbox-must-be-an-orderedcollection",
}
FOLLOWERS = "followers-collection-must-be-a-collection"  # nobody follows the server itself
# Not about this town: it has no side for clients (nobody posts to an outbox, nobody reads an inbox), and shows
# no list of what somebody likes, shares or follows.
NOT_FOR_US = {
    "create-then-update-modifies-object-checked-by-get",
    "following-collection-must-be-a-collection",
    "inbox-must-be-an-orderedcollection",
    "liked-collection-must-be-a-collection",
    "likes-collection-must-be-a-collection",
    "outbox-post-must-accept-non-activity-object",
    "outbox-post-server-adds-to-outbox-collection-checked-by-outbox-get",
    "outbox-post-servers-must-return-a-201-created-http-code",
    "outbox-wraps-object-with-create-checked-using-get-location",
    "post-outbox-server-overwrites-id-property",
    "shares-collection-must-be-a-collection",
}


@pytest.fixture(scope="module")
def judged(town):
    """The outcome of each case by the kind of actor: {"Person": {case: outcome}}."""
    assert MODULES.exists(), "The peer's packages are missing: make test installs them"
    with Hand(town) as hand:
        actors = hand(ACTORS)
    command = [node(), HERE / "fedify" / "judge.js", *actors.values()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {
        kind: {line["case"]: line["outcome"] for line in lines if line["actor"] == address}
        for kind, address in actors.items()
    }


@pytest.mark.parametrize("kind", ["Person", "Group", "Service", "Application"])
def test_every_case_about_servers_holds(judged, kind):
    outcomes = judged[kind]
    assert set(outcomes) == HELD | NOT_FOR_US | {FOLLOWERS}, "a case is new: decide whether it is about us"
    assert {case for case, outcome in outcomes.items() if outcome == "failed"} == set()
    held = HELD | ({FOLLOWERS} if kind != "Application" else set())
    assert {case for case, outcome in outcomes.items() if outcome == "passed"} >= held
