// Removes what no name shares any more.
//
// param ids: string[] - of blocks
UNWIND $ids AS key
MATCH (block:Block {id: key})
USING INDEX SEEK block:Block(id)
WHERE NOT EXISTS { (block)<-[:SHARES]-() }
DELETE block
