"""Measures what the pipeline reads against annotated releases."""
