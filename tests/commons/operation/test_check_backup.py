"""A backup that cannot be used says so before it is needed, in a sentence that tells what to do."""

import json

import pytest
from django.core.management import CommandError, call_command

from commons.operation.backups import back_up
from commons.operation.backups.errors import Unusable
from commons.operation.backups.locking import key_of, lock, unlock
from commons.operation.backups.manifest import Manifest

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "une phrase assez longue pour tenir"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.CALADE_DATA = tmp_path / "data"
    settings.IMAGES_ROOT = tmp_path / "data" / "images"
    folder = settings.IMAGES_ROOT / "served" / "3f" / "3f9a"
    folder.mkdir(parents=True)
    (folder / "m.webp").write_bytes(b"canari picture")
    (settings.CALADE_DATA / "secret_key").write_text(settings.SECRET_KEY)


@pytest.fixture
def passphrase_file(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text(WORDS)
    return str(path)


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_it_names_its_files_and_rows_and_the_key_is_not_in_it(alice, tmp_path, settings, capsys):
    call_command("back_up", str(tmp_path / "kept"))
    [made] = (tmp_path / "kept").iterdir()
    said = json.loads((made / "manifest.json").read_text())
    assert said["rows"]["people_person"] == 1 and said["origin"] == settings.CALADE_ORIGIN
    assert "images/served/3f/3f9a/m.webp" in said["files"]
    assert settings.SECRET_KEY.encode() not in bytes_of(made)
    assert made.stat().st_mode & 0o077 == 0
    call_command("check_backup", str(made))
    assert "the town's key opens it" in capsys.readouterr().out


@pytest.mark.parametrize("harm", ["change", "cut", "remove"])
def test_a_harmed_file_is_found(alice, tmp_path, harm):
    made = back_up(tmp_path / "kept")
    picture = made / "images/served/3f/3f9a/m.webp"
    if harm == "remove":
        picture.unlink()
    else:
        picture.write_bytes(b"canari pictur!" if harm == "change" else b"canari")
    with pytest.raises(CommandError, match=r"m\.webp: (missing|not as it was written)"):
        call_command("check_backup", str(made))


def test_whoever_changes_a_file_and_its_checksum_is_found_out(alice, tmp_path, settings):
    """Only the town's key can mark a manifest: one of yesterday's keys as well as today's."""
    made = back_up(tmp_path / "kept")
    ring = tmp_path / "ring"
    ring.write_text("k" * 40)
    settings.CALADE_KEY_RING = str(ring)
    call_command("check_backup", str(made))
    (made / "images/served/3f/3f9a/m.webp").write_bytes(b"another picture")
    manifest = Manifest.read(made)
    manifest.note(made, made / "images/served/3f/3f9a/m.webp")
    said = json.loads((made / "manifest.json").read_text()) | {"files": manifest.files}
    (made / "manifest.json").write_text(json.dumps(said))
    for command in ("check_backup", "restore"):
        with pytest.raises(CommandError, match="not as this town wrote it"):
            call_command(command, str(made))


def test_another_key_is_noticed_before_anything_is_done(alice, tmp_path, settings):
    made = back_up(tmp_path / "kept")
    settings.SECRET_KEY = "another-key-of-another-town-0123456789-0123456789-0"
    with pytest.raises(CommandError, match="not the key of the town"):
        call_command("check_backup", str(made))


def test_another_address_is_noticed(alice, tmp_path, settings):
    made = back_up(tmp_path / "kept")
    settings.CALADE_ORIGIN = "https://autre.example"
    with pytest.raises(CommandError, match="an origin never moves"):
        call_command("restore", str(made))


def test_a_town_with_people_is_never_written_over(alice, tmp_path):
    made = back_up(tmp_path / "kept")
    with pytest.raises(CommandError, match="There is a town here already"):
        call_command("restore", str(made))
    alice.refresh_from_db()


def test_a_copy_of_a_newer_town_asks_for_the_newer_program(alice, tmp_path):
    made = back_up(tmp_path / "kept")
    manifest = Manifest.read(made)
    manifest.migrations.append("people.0999_of_tomorrow")
    manifest.write(made)
    with pytest.raises(CommandError, match="newer Calade"):
        call_command("check_backup", str(made))


def test_what_was_broken_off_is_no_backup(tmp_path):
    (tmp_path / "half").mkdir()
    with pytest.raises(CommandError, match="holds no backup that came to its end"):
        call_command("check_backup", str(tmp_path / "half"))


def test_a_locked_one_shows_nothing_and_opens_with_its_words_alone(alice, tmp_path, passphrase_file):
    call_command("back_up", str(tmp_path / "kept"), "--passphrase-file", passphrase_file)
    [made] = (tmp_path / "kept").iterdir()
    assert b"canari" not in bytes_of(made) and b"alice" not in bytes_of(made)
    call_command("check_backup", str(made), "--passphrase-file", passphrase_file)
    with pytest.raises(CommandError, match="is locked"):
        call_command("check_backup", str(made))
    other = tmp_path / "other"
    other.write_text("une autre phrase, aussi longue")
    with pytest.raises(CommandError, match="does not open it"):
        call_command("check_backup", str(made), "--passphrase-file", str(other))


def test_a_short_passphrase_is_refused(tmp_path):
    (tmp_path / "short").write_text("arles")
    with pytest.raises(CommandError, match="too short"):
        call_command("back_up", str(tmp_path / "kept"), "--passphrase-file", str(tmp_path / "short"))


def test_only_so_many_are_kept(alice, tmp_path, monkeypatch):
    kept = tmp_path / "kept"
    for name in ("calade-20260101T000000Z", "calade-20260102T000000Z", "of somebody else"):
        (kept / name).mkdir(parents=True)
    call_command("back_up", str(kept), "--keep", "2")
    names = sorted(path.name for path in kept.iterdir())
    assert len(names) == 3 and names[0] == "calade-20260102T000000Z" and names[-1] == "of somebody else"


@pytest.mark.parametrize("size", [0, 1, 1_048_576, 1_048_577, 2_500_000])
def test_files_of_any_size_come_back_whole(tmp_path, size):
    plain, locked, again = tmp_path / "plain", tmp_path / "locked", tmp_path / "again"
    plain.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
    key = key_of(WORDS, b"0123456789abcdef")
    lock(plain, locked, key)
    unlock(locked, again, key)
    assert again.read_bytes() == plain.read_bytes()


def test_a_piece_that_was_left_out_or_moved_is_noticed(tmp_path):
    plain, locked, again = tmp_path / "plain", tmp_path / "locked", tmp_path / "again"
    plain.write_bytes(b"a" * 1_048_576 + b"b" * 1_048_576 + b"c")
    key = key_of(WORDS, b"0123456789abcdef")
    lock(plain, locked, key)
    written = locked.read_bytes()
    piece = 1_048_576 + 16
    first, second, last = written[7 : 7 + piece], written[7 + piece : 7 + 2 * piece], written[7 + 2 * piece :]
    for changed in (first + second, first + last, second + first + last, first + second + last + last):
        locked.write_bytes(written[:7] + changed)
        with pytest.raises(Unusable):
            unlock(locked, again, key)
        assert not again.exists()
