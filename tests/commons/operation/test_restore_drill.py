"""The drill: a town lives and is copied while people write; it burns down; it stands again somewhere else."""

import json
import shutil
import threading
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.journeys.towns import Town, until

pytestmark = pytest.mark.both

WRITES = """
from commons.conversations.actions import start_topic, write_post
from commons.people.models import Person
clement = Person.objects.get(handle="clement", home="")
topic = start_topic(by=clement, title="Les quais", text="Bonjour")
for n in range(60):
    write_post(topic, by=clement, text=f"pendant la copie {n}")
"""
PICTURE = """
import io
from django.core.files.base import ContentFile
from PIL import Image as Drawn
from commons.communities.models import Community
from commons.images.actions import add_image
from commons.images.licences import OWN_WORK
from commons.images.showing import picture_of
from commons.people.models import Person
out = io.BytesIO()
Drawn.linear_gradient("L").resize((900, 600)).convert("RGB").save(out, "JPEG")
by, place = Person.objects.get(handle="clement", home=""), Community.objects.filter(home="").first()
made = add_image(place, by=by, file=ContentFile(out.getvalue()), alt="Le pont", licence=OWN_WORK)
print("picture", made.get_absolute_url(), picture_of(made).src)
"""
LEAVES = """
from commons.people.actions import leave_town
from commons.people.models import Person
rosa = Person.objects.get(handle="rosa", home="")
print("uid", rosa.uid)
leave_town(rosa, by=rosa, erase=True)
"""
LOOK = """
import json
from commons.people.models import Account, Person
from wiki.models import Revision
uid = "UID"
rosa = Person.objects.get(uid=uid)
print("found", json.dumps({
    "state": rosa.state, "named": "Ferrandi" in rosa.name,
    "accounts": Account.objects.filter(person_id=rosa.pk).count(),
    "revisions": Revision.objects.count(), "others": Person.objects.filter(home="", state="active").count(),
}))
"""


@pytest.fixture
def lived(prepare, tmp_path):
    made = prepare(Town("lived", tmp_path / "lived", demo="tarascon"))
    yield made
    made.remove()


@pytest.fixture
def elsewhere(lived, tmp_path):
    """Another machine under the same address, with the key that was kept apart."""
    key = (lived.folder / "secret_key").read_text()
    again = Town("again", tmp_path / "again", port=lived.port, settings={"CALADE_SECRET_KEY": key})
    again.database.create()
    again.folder.mkdir()
    yield again
    again.remove()


def seen(town, uid):
    lines = town.manage("shell", said=LOOK.replace("UID", uid)).splitlines()
    return json.loads(next(line for line in lines if "found" in line).split("found", 1)[1])


def bytes_at(town, path):
    with closing(HTTPConnection("127.0.0.1", town.port, timeout=20)) as asked:
        asked.request("GET", path, headers={"Host": f"localhost:{town.port}"})
        found = asked.getresponse()
        return found.status, found.read()


def answer(town, path):
    status, body = bytes_at(town, path)
    return status, body.decode()


def files_of(town):
    """Every file of its pictures, and what it holds."""
    folder = town.folder / "images"
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in found}


def test_a_town_that_burned_down_stands_again_and_who_left_stays_away(lived, elsewhere, tmp_path):
    lived.start()
    line = next(line for line in lived.manage("shell", said=PICTURE).splitlines() if "picture" in line)
    _said, page_of_picture, picture = line.split()
    words, kept = tmp_path / "passphrase", tmp_path / "backups"
    words.write_text("une phrase assez longue pour tenir\n")
    writing = threading.Thread(target=lived.manage, args=("shell",), kwargs={"said": WRITES})
    writing.start()
    said = lived.manage("back_up", str(kept), "--passphrase-file", str(words))
    writing.join()
    assert "verified" in said
    [copy] = kept.iterdir()
    uid = next(line for line in lived.manage("shell", said=LEAVES).splitlines() if "uid" in line).split()[-1]
    ledger = Path(shutil.copy(lived.folder / "erasures.jsonl", tmp_path / "ledger.jsonl"))
    before = seen(lived, uid)
    pictures, (_found, shown) = files_of(lived), bytes_at(lived, picture)
    assert len(pictures) > 1
    lived.stop()

    said = elsewhere.manage("restore", str(copy), "--passphrase-file", str(words), "--ledger", str(ledger))
    rows = sum(json.loads((copy / "manifest.json").read_text())["rows"].values())
    assert f"{rows} rows" in said and "1 people had left since" in said
    after = seen(elsewhere, uid)
    assert (after["state"], after["named"], after["accounts"]) == ("gone", False, 0)
    assert after["others"] == before["others"] and after["revisions"] == before["revisions"]
    assert "The wiki is whole." in elsewhere.manage("check_wiki")
    elsewhere.manage("run", "--only-prepare")
    elsewhere.start()
    until(lambda: answer(elsewhere, "/")[0] == 200, "the town answers")
    for path in ("/wikis/", "/discussions/", "/entraide/", "/journal/"):
        status, body = answer(elsewhere, path)
        assert status == 200 and "Ferrandi" not in body, path
    assert files_of(elsewhere) == pictures
    assert bytes_at(elsewhere, picture) == (200, shown)
    assert "Le pont" in answer(elsewhere, page_of_picture)[1]
