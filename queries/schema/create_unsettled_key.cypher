// No two nodes of label Unsettled share an id: what is still to do is noted once.
CREATE CONSTRAINT unsettled_id IF NOT EXISTS
FOR (node:Unsettled)
REQUIRE node.id IS UNIQUE
