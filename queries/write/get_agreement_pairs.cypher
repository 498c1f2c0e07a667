// The pairs of parties of agreements, before these change.
//
// param ids: string[] - of the agreements
// returns one: string - an organization's id
// returns other: string - the id of another, greater than the first
UNWIND $ids AS id
MATCH (agreement:Agreement {id: id})
USING INDEX SEEK agreement:Agreement(id)
MATCH (one:Organization)-[:PARTY_TO]->(agreement)<-[:PARTY_TO]-(other:Organization)
WHERE one.id < other.id
RETURN DISTINCT one.id AS one, other.id AS other
