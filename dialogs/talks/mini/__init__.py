"""The short talks between the year's conversations: called, made ready, held and noted."""
