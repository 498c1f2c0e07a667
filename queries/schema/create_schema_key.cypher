// No two nodes of label Schema share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT schema_id IF NOT EXISTS
FOR (node:Schema)
REQUIRE node.id IS UNIQUE
