// Finds exact copies of a text.
CREATE INDEX release_hash IF NOT EXISTS
FOR (node:Release)
ON (node.sha256)
