// No two nodes of label Report share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT report_id IF NOT EXISTS
FOR (node:Report)
REQUIRE node.id IS UNIQUE
