"""Accounts, people from here and elsewhere, roles, follows, blocks."""
