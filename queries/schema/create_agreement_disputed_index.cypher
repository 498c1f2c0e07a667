// Lists the agreements of which releases say different things.
CREATE INDEX agreement_disputed IF NOT EXISTS
FOR (node:Agreement)
ON (node.disputed)
