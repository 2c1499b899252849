"""A file of people, compared with who is in the store. It neither reads nor writes the store."""
