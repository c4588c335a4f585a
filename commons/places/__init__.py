"""Neighbourhoods and cells: places without points."""
