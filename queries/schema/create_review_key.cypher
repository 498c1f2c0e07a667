// No two nodes of label Review share an id: a pair is asked about once.
CREATE CONSTRAINT review_id IF NOT EXISTS
FOR (node:Review)
REQUIRE node.id IS UNIQUE
