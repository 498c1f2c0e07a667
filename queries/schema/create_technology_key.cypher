// No two nodes of label Technology share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT technology_id IF NOT EXISTS
FOR (node:Technology)
REQUIRE node.id IS UNIQUE
