// Names that share something with others, by which they may mean one thing.
//
// param blocks: string[] - ids of what is shared
// returns name: string - label and plain id
UNWIND $blocks AS key
MATCH (block:Block {id: key})<-[:SHARES]-(name:Name)
USING INDEX SEEK block:Block(id)
WITH DISTINCT name.id AS name
RETURN name
