// Makes sure that sets of parties are there, and locks them: whoever writes about deals of the same parties waits.
//
// Rows have to come sorted by id: writers then wait for each other and never in a circle. Setting the label that a node
// has changes nothing but locks it before it is read.
//
// param ids: string[] - of the sets
// returns id: string - a set of which other reports tell already
UNWIND $ids AS id
MERGE (parties:Parties {id: id})
SET parties:Parties
WITH parties
WHERE EXISTS { (parties)<-[:BETWEEN]-() }
RETURN parties.id AS id
