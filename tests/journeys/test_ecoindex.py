import pytest

from .ecoindex import ecoindex, grade


@pytest.mark.parametrize(
    ("dom", "requests", "kilobytes", "index", "letter"),
    [
        (300, 12, 150, 83, "A"),
        (500, 15, 200, 74, "B"),
        (350, 20, 300, 79, "B"),
        (600, 20, 300, 69, "C"),
        (1000, 60, 1500, 43, "D"),
        (0, 0, 0, 100, "A"),
        (10**6, 10**4, 10**6, 0, "G"),
    ],
)
def test_the_index_is_that_of_the_method(dom, requests, kilobytes, index, letter):
    assert round(ecoindex(dom, requests, kilobytes)) == index
    assert grade(ecoindex(dom, requests, kilobytes)) == letter
