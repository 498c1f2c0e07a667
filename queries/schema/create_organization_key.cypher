// No two nodes of label Organization share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT organization_id IF NOT EXISTS
FOR (node:Organization)
REQUIRE node.id IS UNIQUE
