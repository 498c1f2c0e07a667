// Removes names that no release uses any more.
//
// param ids: string[] - label and plain id of each
UNWIND $ids AS key
MATCH (name:Name {id: key})
USING INDEX SEEK name:Name(id)
WHERE NOT EXISTS { (name)<-[:NAMES]-() }
OPTIONAL MATCH (name)<-[:ABOUT]-(review:Review)
DETACH DELETE name, review
