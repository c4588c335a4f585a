"""Open pages kept fresh."""
