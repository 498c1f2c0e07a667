"""Cellpact's command line: mounts the commands that `ingest`, `graph` and `api` define beside what they run."""
