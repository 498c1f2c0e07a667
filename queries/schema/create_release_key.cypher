// No two nodes of label Release share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT release_id IF NOT EXISTS
FOR (node:Release)
REQUIRE node.id IS UNIQUE
