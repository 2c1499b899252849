"""How fast kombot is, against the least that the same platform's library can do. See README.md."""
