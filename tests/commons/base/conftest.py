import time

import pytest

from commons.base.text import render_markdown


@pytest.fixture(scope="session")
def a_second() -> float:
    """Of a machine on which an honest page of 10 kB takes 20 ms; never less than one."""
    honest, spent = "## Titre\n\nUn **mot** et [un lien](https://example.org/a).\n\n- un point\n\n" * 140, []
    for _try in range(5):
        began = time.process_time()
        render_markdown(honest)
        spent.append(time.process_time() - began)
    return max(1.0, min(spent) / 0.02)
