// No two nodes of label Block share an id: names that may mean one thing are found by what they share.
CREATE CONSTRAINT block_id IF NOT EXISTS
FOR (node:Block)
REQUIRE node.id IS UNIQUE
