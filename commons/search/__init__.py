"""One box: rooms register what can be found."""
