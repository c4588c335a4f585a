"""A SQLite backend whose writers take turns."""
