// Finds reports by the id that their deal would have if no other release told of it.
CREATE INDEX report_deal IF NOT EXISTS
FOR (node:Report)
ON (node.deal)
