"""Commands: the table in `table.py`, and what each of them does, by subject, in the other files."""
