"""The town and its communities: what people belong to and follow."""
