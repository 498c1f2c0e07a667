// No two nodes of label StatusChange share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT status_change_id IF NOT EXISTS
FOR (node:StatusChange)
REQUIRE node.id IS UNIQUE
