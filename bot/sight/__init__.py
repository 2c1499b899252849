"""What whoever runs kombot sees of it: its log, its figures, and whether it can do its work."""
