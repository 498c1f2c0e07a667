// Notes which decisions of persons the graph stands on.
//
// param decided: map[] - subject, digest
UNWIND $decided AS row
MERGE (decided:Decided {id: row.subject})
SET decided.digest = row.digest
