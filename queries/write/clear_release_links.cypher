// Takes a release's sentences from the facts that are relationships; what has none left goes with the sweep.
//
// param id: string - the release's id
MATCH (release:Release {id: $id})
USING INDEX SEEK release:Release(id)
WITH release, COLLECT {
  MATCH (release)<-[:IN]-(sentence:Evidence)
  RETURN sentence.id
} AS gone
CALL (release) {
  MATCH (release)-[:REPORTS]->(:Agreement)-[link:PARTY_TO|OF_TYPE|COVERS|FOR]-()
  RETURN link
UNION
  MATCH (release)-[:MENTIONS]->(:Person)-[link:WORKS_FOR]->()
  RETURN link
UNION
  MATCH (release)-[:MENTIONS]->(:Organization)-[link:UNIT_OF]->()
  RETURN link
}
WITH link, [i IN range(0, size(link.evidence) - 1) WHERE NOT link.evidence[i] IN gone] AS kept
WHERE size(kept) < size(link.evidence)
SET
  link.evidence = [i IN kept | link.evidence[i]],
  link.confidence = [i IN kept | link.confidence[i]],
  link.rule = [i IN kept | link.rule[i]]
