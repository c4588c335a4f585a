"""What a backup says of itself: every file with its checksum, every table with its rows, what is needed to open it."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from commons.base.sealing import is_marked, mark, purpose
from commons.operation.backups.errors import Unusable

NAME = "manifest.json"
FORMAT = 2
MARKED_FOR = purpose("backup manifest")
READ_AT_ONCE = 1_048_576


@dataclass
class Manifest:
    """`files` are {path: [bytes, SHA-256]} as they lie there; `seal` is a word that the town's key opens; `salt` (hex)
    is there when a passphrase is needed. `marked` is made of all the rest with the town's key: with it nobody else can
    have written this, nor changed a file and its checksum.
    """

    origin: str
    version: str
    made_at: str
    vendor: str
    rows: dict[str, int]
    migrations: list[str]
    seal: str
    salt: str = ""
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT
    marked: str = ""

    def note(self, folder: Path, path: Path) -> None:
        self.files[path.relative_to(folder).as_posix()] = (path.stat().st_size, digest(path))

    def write(self, folder: Path) -> None:
        """Last of all, and in one piece: a folder without it is no backup."""
        self.marked = mark(self._words(), purpose=MARKED_FOR)
        half = folder / f"{NAME}.half"
        half.write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n")
        half.rename(folder / NAME)

    @property
    def is_authentic(self) -> bool:
        return is_marked(self._words(), self.marked, purpose=MARKED_FOR)

    def _words(self) -> bytes:
        said = asdict(self)
        del said["marked"]
        return json.dumps(said, sort_keys=True).encode()

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        path = folder / NAME
        if not path.is_file():
            raise Unusable(f"{folder} holds no backup that came to its end: {NAME} is missing.")
        try:
            said = json.loads(path.read_text())
            made = cls(**said)
        except (ValueError, TypeError) as error:
            raise Unusable(f"{path} cannot be read: {error}") from error
        if made.format != FORMAT:
            raise Unusable(f"{path} is of format {made.format}; this Calade reads {FORMAT}.")
        return made

    def damaged(self, folder: Path) -> list[str]:
        """A sentence for each file that is not as it was written."""
        found = []
        for name, (size, checksum) in sorted(self.files.items()):
            path = folder / name
            if ".." in Path(name).parts or Path(name).is_absolute():
                found.append(f"{name}: leads out of the backup")
            elif not path.is_file():
                found.append(f"{name}: missing")
            elif path.stat().st_size != size or digest(path) != checksum:
                found.append(f"{name}: not as it was written")
        return found


def digest(path: Path) -> str:
    sum_of = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(READ_AT_ONCE):
            sum_of.update(chunk)
    return sum_of.hexdigest()
