"""Who decides of other servers, by name."""

from federation import permissions as may
from tests.cast import Cast


def test_who_decides_of_other_servers(cast: Cast) -> None:
    assert cast.whom(may.may_decide) == "mona ada"
    assert cast.whom(may.may_steer_lanes) == "ada"
