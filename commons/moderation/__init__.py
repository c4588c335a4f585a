"""Flags and what was decided about them."""
