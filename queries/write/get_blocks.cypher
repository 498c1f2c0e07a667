// What names share with others.
//
// param ids: string[] - label and plain id of each
// returns block: string - id of what is shared
UNWIND $ids AS key
MATCH (name:Name {id: key})-[:SHARES]->(block:Block)
USING INDEX SEEK name:Name(id)
WITH DISTINCT block.id AS block
RETURN block
