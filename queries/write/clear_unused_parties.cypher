// Removes sets of parties of which no report tells any more.
//
// param ids: string[] - of the sets
UNWIND $ids AS id
MATCH (parties:Parties {id: id})
USING INDEX SEEK parties:Parties(id)
WHERE NOT EXISTS { (parties)<-[:BETWEEN]-() }
DELETE parties
