"""Pages of conversations, one module per noun; the same address for the page and for what a script asks."""
