// Sets what names share with others.
//
// param names: map[] - id (label and plain id), blocks (ids, sorted)
UNWIND $names AS row
MATCH (name:Name {id: row.id})
USING INDEX SEEK name:Name(id)
CALL (name, row) {
  MATCH (name)-[shares:SHARES]->(block:Block)
  WHERE NOT block.id IN row.blocks
  DELETE shares
}
WITH name, row
UNWIND row.blocks AS key
MERGE (block:Block {id: key})
MERGE (name)-[:SHARES]->(block)
