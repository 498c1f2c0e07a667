"""Sample releases, package data of `cellpact demo`."""
