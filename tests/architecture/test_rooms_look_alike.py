"""Every room has the same files (or folders of the same name), so that nobody searches."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [
    "apps",
    "verbs",
    "models",
    "states",
    "permissions",
    "actions",
    "forms",
    "views",
    "urls",
    "live",
    "notices",
    "processing",
    "searchable",
    "admin",
]


@pytest.mark.parametrize("room", ["wiki", "mutual_aid", "alerts"])
def test_a_room_has_its_files(room):
    missing = [
        name
        for name in FILES
        if not (ROOT / room / f"{name}.py").exists() and not (ROOT / room / name).is_dir()
    ]
    assert not missing, f"{room} lacks {missing}"
    assert (ROOT / "templates" / room).is_dir()
    assert (ROOT / "tests" / room).is_dir()
    assert len((ROOT / room / "README.md").read_text().splitlines()) <= 60


def test_every_app_has_an_explicit_label():
    for path in ROOT.glob("*/apps.py"):
        assert "label = " in path.read_text(), path
    for path in (ROOT / "commons").glob("*/apps.py"):
        assert "label = " in path.read_text(), path


def test_each_file_of_permissions_has_a_table_of_whom_it_lets():
    """`make mutate` tries every permission against the table of its package."""
    for pattern in ("*/permissions.py", "commons/*/permissions.py"):
        for path in ROOT.glob(pattern):
            folder = path.parent.relative_to(ROOT)
            assert (ROOT / "tests" / folder / "test_say_who_may.py").exists(), path


def test_files_stay_small():
    """Above 500 lines only with a reason written in the file."""
    for package in ("commons", "wiki", "mutual_aid", "alerts", "federation", "demo"):
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                assert len(path.read_text().splitlines()) <= 500, path
