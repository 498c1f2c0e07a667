// No two nodes of label Name share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT name_id IF NOT EXISTS
FOR (node:Name)
REQUIRE node.id IS UNIQUE
