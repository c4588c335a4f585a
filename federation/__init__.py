"""The roof: how this town speaks with other servers. It imports what is below and is imported by nobody."""
