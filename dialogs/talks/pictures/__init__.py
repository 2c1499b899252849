"""Pictures that people look at, each with the same in words: one's own year, and a leader's."""
