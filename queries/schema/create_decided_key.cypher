// No two nodes of label Decided share an id: what persons decided about one thing is noted once.
CREATE CONSTRAINT decided_id IF NOT EXISTS
FOR (node:Decided)
REQUIRE node.id IS UNIQUE
