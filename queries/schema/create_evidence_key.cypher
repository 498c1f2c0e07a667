// No two nodes of label Evidence share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT evidence_id IF NOT EXISTS
FOR (node:Evidence)
REQUIRE node.id IS UNIQUE
