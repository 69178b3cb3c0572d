"""A question becomes an Answer made of checked quotes, on a screen or as JSON."""

__version__ = "0.1.0"
