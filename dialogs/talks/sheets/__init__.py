"""What a conversation's questions look like on paper, for those who would rather write by hand."""
