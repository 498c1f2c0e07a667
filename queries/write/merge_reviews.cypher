// Asks about pairs of names that may mean one thing.
//
// param reviews: map[] - id, label, one, other (plain ids), score, reason
UNWIND $reviews AS row
MATCH (one:Name {id: row.label + ' ' + row.one}), (other:Name {id: row.label + ' ' + row.other})
USING INDEX SEEK one:Name(id)
USING INDEX SEEK other:Name(id)
MERGE (review:Review {id: row.id})
SET review += row
MERGE (review)-[:ABOUT]->(one)
MERGE (review)-[:ABOUT]->(other)
