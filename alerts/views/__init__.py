"""Short functions: ask who may read, read a form, call one action, answer."""
