"""A file on disk becomes an Article, and an Article becomes Passages."""
