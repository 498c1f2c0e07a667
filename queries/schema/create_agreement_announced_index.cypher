// Lists agreements by the day on which they were announced.
CREATE INDEX agreement_announced IF NOT EXISTS
FOR (node:Agreement)
ON (node.announced)
