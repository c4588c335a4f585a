"""The ground: what everybody shares. See README.md for who may import whom."""
