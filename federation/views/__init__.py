"""Views: `serving` and `discovery` for other servers, `operators` for people."""
