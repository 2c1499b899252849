"""What the schema says for ever because a released migration wrote it; no code goes by it."""

CONCEPT = "nyborg_kom"
"""Of conversations from before they named their concept (0021). Whoever makes one says which."""
