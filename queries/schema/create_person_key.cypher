// No two nodes of label Person share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT person_id IF NOT EXISTS
FOR (node:Person)
REQUIRE node.id IS UNIQUE
