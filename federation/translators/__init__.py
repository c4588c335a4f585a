"""One file or folder per subject, both ways: no network, no saving but through actions."""
