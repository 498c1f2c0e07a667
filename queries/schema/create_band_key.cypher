// No two nodes of label Band share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT band_id IF NOT EXISTS
FOR (node:Band)
REQUIRE node.id IS UNIQUE
