"""What an action may answer instead of doing: each becomes a page that says what to do next."""

from typing import Any


class Refused(Exception):
    """The town says no. `status` is the HTTP status, `sentence` what a person is told (already translated)."""

    status = 400

    def __init__(self, sentence: str = "", **facts: Any) -> None:
        super().__init__(sentence or type(self).__name__)
        self.sentence = sentence
        self.facts = facts


class MayNot(Refused):
    """This person may not do this."""

    status = 403


class NotHere(Refused):
    """Absent or not for this person: both get the same answer, so that existence never leaks."""

    status = 404


class Conflict(Refused):
    """Somebody else changed the same thing; `facts` carries what the conflict page needs."""

    status = 409


class WrongMoment(Refused):
    """The thing is not in a state that allows this move, or somebody was faster."""

    status = 409


class TooMuch(Refused):
    """The text or the request is larger than the town can carry."""

    status = 413


class TooMany(Refused):
    """Too often in too short a time; `facts["seconds"]` says when to try again."""

    status = 429
