"""What the town declares of itself, as the law asks and beyond it, made from the checks that hold it true.

`measures` are weighed by the journeys, `accessibility` is assessed criterion by criterion and names the tests,
`software` is read off what is installed. `make statements` writes what was measured anew.
"""
