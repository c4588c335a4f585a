"""Pages that a town writes together."""
