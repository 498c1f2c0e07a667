// No two nodes of label Indication share an id; the index behind it serves every look-up by id.
CREATE CONSTRAINT indication_id IF NOT EXISTS
FOR (node:Indication)
REQUIRE node.id IS UNIQUE
