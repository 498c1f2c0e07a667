"""Term lists of the field, as data files."""
