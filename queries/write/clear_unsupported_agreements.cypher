// Removes agreements that no release reports any more, and steps and sums that no sentence says any more.
//
// param ids: string[] - of the agreements to look at
UNWIND $ids AS id
MATCH (agreement:Agreement {id: id})
USING INDEX SEEK agreement:Agreement(id)
CALL (agreement) {
  MATCH (agreement)-[:CHANGED|HAS_TERM]->(part)
  WHERE NOT EXISTS { (part)<-[:SUPPORTS]-() }
  DETACH DELETE part
}
WITH agreement
WHERE NOT EXISTS { (agreement)<-[:REPORTS]-() }
DETACH DELETE agreement
