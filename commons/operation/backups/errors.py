"""What a backup is refused for, in one sentence for whoever stands before the machine."""


class Unusable(Exception):
    """This backup, or this place for one, cannot be used; the words say why and what to do."""
