// Lists agreements of one status by the day on which they were announced.
CREATE INDEX agreement_status IF NOT EXISTS
FOR (node:Agreement)
ON (node.status, node.announced)
