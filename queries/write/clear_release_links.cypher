// Takes the sentences of releases from the facts that are relationships; what has none left goes with the sweep.
//
// param ids: string[] - of the releases
UNWIND $ids AS id
MATCH (release:Release {id: id})
USING INDEX SEEK release:Release(id)
CALL (release) {
  MATCH (release)-[:MENTIONS]->(:Person)-[link:WORKS_FOR]->()
  RETURN link
UNION
  MATCH (release)-[:MENTIONS]->(:Organization)-[link:UNIT_OF]->()
  RETURN link
}
WITH link, collect(DISTINCT release) AS releases
WITH link, COLLECT {
  UNWIND releases AS release
  MATCH (release)<-[:IN]-(sentence:Evidence)
  RETURN sentence.id
} AS gone
WITH link, [i IN range(0, size(link.evidence) - 1) WHERE NOT link.evidence[i] IN gone] AS kept
WHERE size(kept) < size(link.evidence)
SET
  link.evidence = [i IN kept | link.evidence[i]],
  link.confidence = [i IN kept | link.confidence[i]],
  link.rule = [i IN kept | link.rule[i]]
