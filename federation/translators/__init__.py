"""One file per subject, both ways: no network, no saving but through actions."""
