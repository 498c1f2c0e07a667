// Lists releases by the day on which they were published.
CREATE INDEX release_published IF NOT EXISTS
FOR (node:Release)
ON (node.published)
