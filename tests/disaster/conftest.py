"""Servers elsewhere, as the tests of the federation have them."""

from tests.federation.conftest import elsewhere as elsewhere
from tests.federation.conftest import nina as nina
from tests.federation.conftest import nothing_remembered as nothing_remembered
