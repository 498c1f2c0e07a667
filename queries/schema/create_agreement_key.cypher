// No two nodes of label Agreement share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT agreement_id IF NOT EXISTS
FOR (node:Agreement)
REQUIRE node.id IS UNIQUE
