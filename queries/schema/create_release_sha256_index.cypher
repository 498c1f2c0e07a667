// Finds exact copies of a text.
CREATE INDEX release_sha256 IF NOT EXISTS
FOR (node:Release)
ON (node.sha256)
