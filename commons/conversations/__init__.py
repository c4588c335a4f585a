"""Spaces, topics and posts; private threads."""
