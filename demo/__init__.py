"""Demonstration towns: content files only, loaded by the command that fills an empty database."""
