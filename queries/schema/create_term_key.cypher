// No two nodes of label Term share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT term_id IF NOT EXISTS
FOR (node:Term)
REQUIRE node.id IS UNIQUE
