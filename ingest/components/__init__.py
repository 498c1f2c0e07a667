"""Thin spaCy components over free functions on spans."""
