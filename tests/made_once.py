"""What each test would make anew, though it is always the same: made once in a process."""

from functools import cache
from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware


@cache
def keys_of(name: str) -> Any:
    """Keys are slow to make: the same name has the same keys in every test."""
    from federation.keys import generate_keys

    return generate_keys()


def find_static_files_once() -> None:
    """Each browser of a test has middleware of its own, which would look at each static file of the town again."""
    find, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, Any]()

    def add(self: WhiteNoiseMiddleware) -> None:
        if not found:
            others, self.files = self.files, {}
            find(self)
            found.update(self.files)
            self.files = others
        self.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = add
