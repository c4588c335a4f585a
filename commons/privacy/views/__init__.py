"""The register for everybody, one's own data, the desk of the data officer."""
