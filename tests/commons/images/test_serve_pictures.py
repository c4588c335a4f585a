"""The files of pictures, at the front door: for ever the same, and never anything but a picture."""

from typing import Any

import pytest
from django.urls import reverse

from commons.asgi import _too_large
from commons.images import files
from commons.images.serving import PictureFiles

pytestmark = pytest.mark.django_db


async def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    said: list[dict[str, Any]] = []
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": lines}
    await PictureFiles()(scope, None, send)
    found = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    return said[0]["status"], found, b"".join(message.get("body", b"") for message in said[1:])


@pytest.fixture
def picture(put, photo):
    return put(photo(1700, 1200))


async def test_a_picture_is_served_for_ever_and_as_nothing_else(picture):
    file = files.served(picture.name) / "l.webp"
    status, headers, body = await ask(
        files.address(picture.name, "l.webp"), accept="application/activity+json"
    )

    assert status == 200 and body == file.read_bytes()
    assert headers["content-type"] == "image/webp" and headers["content-length"] == str(len(body))
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["content-disposition"] == f'inline; filename="{picture.name}-l.webp"'
    status, headers, body = await ask(files.address(picture.name, "l.webp"), "HEAD")
    assert status == 200 and body == b"" and int(headers["content-length"]) == file.stat().st_size


async def test_who_has_it_already_is_told_so(picture):
    address = files.address(picture.name, "plain.jpg")
    _status, headers, _body = await ask(address)
    status, again, body = await ask(address, if_none_match=f'"x", W/{headers["etag"]}')
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])


@pytest.mark.parametrize(
    ("path", "length", "too_large"),
    [
        ("/wikis/nature/images/ajouter/", 10_500_000, False),
        ("/wikis/nature/images/ajouter/12/", 10_500_000, False),
        ("/wikis/nature/images/ajouter/", 11_000_001, True),
        ("/wikis/nature/flamant-rose/modifier/", 1_000_001, True),
    ],
)
def test_only_where_pictures_are_sent_a_form_may_be_heavy(path, length, too_large):
    scope = {"path": path, "headers": [(b"content-length", str(length).encode())]}
    assert _too_large(scope) is too_large


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("conversations:write", [7]),
        ("conversations:start_topic", ["place-publique"]),
        ("conversations:start_in_circle", [7]),
        ("mutual_aid:lend", []),
        ("mutual_aid:item_revise", [7]),
        ("mutual_aid:loan_hand_over", [7]),
        ("mutual_aid:loan_bring_back", [7]),
    ],
)
def test_each_form_with_a_picture_takes_one_as_a_telephone_makes_it(name, args):
    assert not _too_large({"path": reverse(name, args=args), "headers": [(b"content-length", b"6000000")]})


async def test_nothing_else_can_be_fetched(picture, settings):
    (settings.IMAGES_ROOT / "served" / picture.name[:2] / picture.name / "secret.txt").write_text("x")
    shard = f"/media/{picture.name[:2]}/{picture.name}"
    for path in (
        "/media/", shard, f"{shard}/", f"{shard}/x.webp", f"{shard}/secret.txt", f"{shard}/../m.webp",
        f"{shard}/s.webp/", f"/media/00/{picture.name}/s.webp", f"{shard}/%2e%2e/s.webp", f"{shard}/s.webp\0",
        f"{shard}/S.WEBP", "/media/é",
    ):  # fmt: skip
        status, headers, body = await ask(path)
        assert (status, body) == (404, b"") and headers["cache-control"] == "no-store", path
    assert (await ask(f"{shard}/s.webp", "POST"))[0] == 405
