"""The register of processing shown to everybody, and each person's rights over what is kept of them."""
