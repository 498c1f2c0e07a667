// No two nodes of label Parties share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT parties_id IF NOT EXISTS
FOR (node:Parties)
REQUIRE node.id IS UNIQUE
