"""Reads releases: sources, the spaCy pipeline, facts, and who is who."""
