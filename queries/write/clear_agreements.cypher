// Removes agreements with their steps and sums; their reports stay.
//
// param ids: string[] - of the agreements
UNWIND $ids AS id
MATCH (agreement:Agreement {id: id})
USING INDEX SEEK agreement:Agreement(id)
CALL (agreement) {
  MATCH (agreement)-[:CHANGED|HAS_TERM]->(part)
  DETACH DELETE part
}
DETACH DELETE agreement
