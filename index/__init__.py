"""Passages become vectors and words on disk, and a question becomes Hits."""
