"""The mutual-aid board: what people ask for, offer, lend and do together."""
