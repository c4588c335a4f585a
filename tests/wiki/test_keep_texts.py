"""Old texts are stored small, and not one word is lost by it."""

import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.towns import Town, until
from wiki import packing
from wiki.actions import create_page, pack_old_texts, revert_page, revise_page
from wiki.models import Blob, Page, PageLink, Revision

pytestmark = pytest.mark.django_db

Encoding = Blob.Encoding
VERSIONS = 14


def paragraphs(seed: int, count: int = 12) -> str:
    """Prose that does not pack by itself."""
    drawn = random.Random(seed)
    words = ["".join(drawn.choices("abcdefghijklmnopqrstuvwxyz", k=drawn.randint(2, 9))) for _ in range(400)]
    return "\n\n".join(" ".join(drawn.choices(words, k=40)) for _ in range(count)) + "\n"


def checked(*options: str) -> str:
    out = StringIO()
    call_command("check_wiki", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def grown(theme, alice):
    """A page with many versions, all of them some days old."""
    text = paragraphs(1)
    page = create_page(theme, by=alice, title="Histoire", text=text)
    for number in range(VERSIONS - 1):
        text = text.replace(" ", f" mot{number} ", 1)
        revise_page(page, by=alice, text=text, based_on=page.current)
    grow_old()
    return page


def grow_old() -> None:
    for revision in Revision.objects.all():
        Revision.objects.filter(pk=revision.pk).update(created=revision.created - timedelta(days=3))


def texts_of(page: Page) -> list[str]:
    rows = Revision.objects.filter(page=page).select_related("blob").order_by("number")
    return [revision.text for revision in rows]


def test_old_versions_become_small_and_read_the_same(grown, django_assert_max_num_queries):
    before, raw = texts_of(grown), sum(blob.raw_size for blob in Blob.objects.all())

    while pack_old_texts():
        pass

    assert texts_of(grown) == before
    assert Blob.objects.filter(encoding=Encoding.DELTA).count() == VERSIONS - 2
    assert Page.objects.get(pk=grown.pk).current.blob.encoding == Encoding.FRESH
    assert set(Blob.objects.exclude(dictionary=None).values_list("dictionary__encoding", flat=True)) == {
        Encoding.KEYFRAME
    }
    assert sum(len(blob.data) for blob in Blob.objects.all()) < 0.15 * raw
    small = grown.revisions.get(number=5)
    with django_assert_max_num_queries(2):
        assert small.text == before[4]
    assert "The wiki is whole." in checked("--links")


def test_todays_versions_wait(theme, alice, page):
    revise_page(page, by=alice, text="Autre chose.", based_on=page.current)
    assert pack_old_texts() == 0


def test_a_text_that_comes_back_is_read_by_itself_again(grown, alice):
    while pack_old_texts():
        pass
    old = grown.revisions.get(number=7)
    assert old.blob.encoding == Encoding.DELTA
    revert_page(grown, by=alice, to=old)
    assert Blob.objects.get(pk=old.blob_id).encoding == Encoding.FRESH
    assert "The wiki is whole." in checked()


def test_a_page_written_anew_begins_a_new_keyframe(theme, alice):
    page = create_page(theme, by=alice, title="Refaite", text=paragraphs(1))
    for seed in (2, 3, 4):
        revise_page(page, by=alice, text=paragraphs(seed), based_on=page.current)
    grow_old()
    while pack_old_texts():
        pass
    assert Blob.objects.filter(encoding=Encoding.KEYFRAME).count() == 3
    assert "The wiki is whole." in checked()


def test_a_second_night_goes_on_where_the_first_ended(grown, alice):
    while pack_old_texts():
        pass
    keyframes = Blob.objects.filter(encoding=Encoding.KEYFRAME).count()
    text = grown.current.text
    for number in range(3):
        text = text.replace("\n\n", f" encore{number}\n\n", 1)
        revise_page(grown, by=alice, text=text, based_on=grown.current)
    grow_old()
    while pack_old_texts():
        pass
    assert Blob.objects.filter(encoding=Encoding.KEYFRAME).count() == keyframes
    assert "The wiki is whole." in checked()


def test_a_broken_text_is_left_alone_and_reported(grown):
    broken = grown.revisions.get(number=3).blob
    Blob.objects.filter(pk=broken.pk).update(data=packing.pack("x" * broken.raw_size))
    while pack_old_texts():
        pass
    with pytest.raises(CommandError, match="1 things"):
        checked()
    assert Blob.objects.filter(encoding=Encoding.DELTA).count() == VERSIONS - 3


@pytest.mark.parametrize("harm", ["gap", "current", "alias", "link", "dictionary"])
def test_the_check_says_what_is_broken(harm, grown, theme, alice):
    other = create_page(theme, by=alice, title="Autre", text="Vers [[Histoire]].")
    if harm == "gap":
        Revision.objects.filter(page=grown, number=4).update(number=400)
    elif harm == "current":
        Page.objects.filter(pk=grown.pk).update(current=grown.revisions.get(number=2))
    elif harm == "alias":
        other.aliases.create(theme=theme, title_key=grown.title_key, slug="x")
    elif harm == "link":
        PageLink.objects.update(target=None)
    else:
        Blob.objects.filter(pk=grown.revisions.get(number=2).blob_id).update(
            encoding=Encoding.DELTA, dictionary=grown.current.blob
        )
    with pytest.raises(CommandError):
        checked()


@given(st.text(max_size=400), st.text(max_size=400))
def test_packing_gives_back_what_was_packed(text, other):
    size = len(text.encode())
    assert packing.unpack(packing.pack(text), size) == text
    assert packing.unpack_against(packing.pack_against(text, other), size, other) == text


def test_what_is_longer_than_it_says_is_not_read():
    with pytest.raises(ValueError):
        packing.unpack(packing.pack("a" * 10_000_000), 10)
    with pytest.raises(ValueError):
        packing.unpack(b"not packed", 10)


MANY_VERSIONS = """
from datetime import timedelta
from commons.communities.models import Town
from commons.people.actions import join
from commons.people.models import Account
from django.db.models import F
from tests.wiki.test_keep_texts import paragraphs
from wiki.actions import create_page, open_theme, revise_page
from wiki.models import Revision
Town.objects.get_or_create()
by = join(Account.objects.create_user("a@example.org"), handle="a", name="a", neighbourhood=None)
theme = open_theme(by=None, handle="jardins", name="Jardins", description="")
page = create_page(theme, by=by, title="Histoire", text=paragraphs(1))
for n in range(6):
    revise_page(page, by=by, text=page.current.text.replace(" ", f" mot{n} ", 1), based_on=page.current)
Revision.objects.update(created=F("created") - timedelta(days=3))
"""
HOW_MANY = """
from wiki.models import Blob
print("figures", Blob.objects.filter(encoding="zstd").count(), sum(blob.is_true for blob in Blob.objects.all()))
"""


@pytest.mark.both
def test_a_worker_killed_while_packing_loses_nothing(prepare, tmp_path):
    town = prepare(Town("packed", tmp_path / "town", demo=""))
    try:
        town.manage("shell", said=MANY_VERSIONS)
        town.settings["CALADE_FAILPOINT"] = "text-packed"
        town.start_worker_only()
        until(lambda: town.processes["worker"].poll() == -9, "the worker dies")
        town.processes.pop("worker")
        assert "The wiki is whole." in town.manage("check_wiki")
        del town.settings["CALADE_FAILPOINT"]
        town.start_worker_only()
        until(lambda: "figures 1 7" in town.manage("shell", said=HOW_MANY), "all is packed")
        assert "The wiki is whole." in town.manage("check_wiki")
    finally:
        town.remove()
