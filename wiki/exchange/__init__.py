"""Pages on their way in and out: what a file holds, read and written piece by piece.

Nothing here changes a row: `actions/exchanges.py` does, with what these modules give it.
"""
