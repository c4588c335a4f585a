"""A photo that only a few people may ever see: painted anew like all others, and kept by nobody here.

What `files.make` serves is everybody's. This gives the bytes back to the room, which seals them and says who may look.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from commons.images import files

TYPE = "image/webp"


def painted(chunks: Iterable[bytes]) -> bytes:
    """The picture as WebP, without what the camera noted. Raises Unusable for a file that cannot be shown."""
    with files.arrived(chunks) as sent:
        files.pixels(sent)
        with tempfile.TemporaryDirectory(dir=sent.parent) as folder:
            made = Path(folder) / "made"
            files.encode(sent, made)
            middle = made / "m.webp"  # not made when the picture is as small as the small one
            return (middle if middle.exists() else made / "s.webp").read_bytes()
