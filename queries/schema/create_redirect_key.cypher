// No two nodes of label Redirect share an id: an id that was merged away leads to one other.
CREATE CONSTRAINT redirect_id IF NOT EXISTS
FOR (node:Redirect)
REQUIRE node.id IS UNIQUE
