// Finds the releases that are near copies of each other.
CREATE INDEX release_family IF NOT EXISTS
FOR (node:Release)
ON (node.family)
