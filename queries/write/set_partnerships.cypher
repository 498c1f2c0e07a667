// Computes which organizations share agreements: how many, and when the first and last of them were announced.
//
// A pair has one relationship, from the lesser id to the greater. Pairs have to come sorted; both are locked before
// anything is counted, so that no other writer counts them at the same time.
//
// param pairs: any[] - pairs of organization ids, the lesser first
UNWIND $pairs AS pair
MATCH (one:Organization {id: pair[0]})
USING INDEX SEEK one:Organization(id)
MATCH (other:Organization {id: pair[1]})
USING INDEX SEEK other:Organization(id)
SET one:Organization, other:Organization
// Walk from the one with fewer agreements: the other may have thousands.
WITH one, other, COUNT { (one)-[:PARTY_TO]->() } <= COUNT { (other)-[:PARTY_TO]->() } AS one_has_fewer
WITH
  one,
  other,
  CASE WHEN one_has_fewer THEN one ELSE other END AS few,
  CASE WHEN one_has_fewer THEN other ELSE one END AS many
CALL (few, many) {
  MATCH (few)-[:PARTY_TO]->(shared:Agreement)
  WITH DISTINCT many, shared
  WHERE EXISTS { (shared)<-[:PARTY_TO]-(many) }
  RETURN count(shared) AS agreements, min(shared.announced) AS first, max(shared.announced) AS last
}
CALL (one, other, agreements) {
  WITH one, other
  WHERE agreements = 0
  MATCH (one)-[link:PARTNERS_WITH]->(other)
  DELETE link
}
WITH one, other, agreements, first, last
WHERE agreements > 0
MERGE (one)-[link:PARTNERS_WITH]->(other)
SET link.agreements = agreements, link.first = first, link.last = last
