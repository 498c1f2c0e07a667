// What a release has said so far, so that it can be taken back; locks all of it by writing what is there. No row where there is no such release.
//
// param id: string - the release's id
// returns entities: map[] - label, id, name, known, kind and names of each entity that it mentions
// returns agreements: string[] - ids of the agreements that it reports
// returns pairs: any[] - pairs of ids, the lesser first, of the parties of these agreements
MATCH (release:Release {id: $id})
USING INDEX SEEK release:Release(id)
SET release:Release
WITH release
CALL (release) {
  MATCH (release)-[mention:MENTIONS]->(entity)
  WITH
    mention,
    entity,
    head([label IN labels(entity) WHERE label IN ['Organization', 'Person', 'Technology', 'Indication']]) AS label
  ORDER BY label, entity.id
  SET entity.name = entity.name
  RETURN collect({
    label: label, id: entity.id,
    name: mention.name, known: mention.known, kind: mention.kind, names: mention.names
  }) AS entities
}
CALL (release) {
  MATCH (release)-[:REPORTS]->(agreement:Agreement)
  WITH agreement
  ORDER BY agreement.id
  SET agreement:Agreement
  RETURN collect(agreement.id) AS agreements
}
RETURN entities, agreements, COLLECT {
  MATCH (release)-[:REPORTS]->(agreement:Agreement)
  MATCH (one:Organization)-[:PARTY_TO]->(agreement)<-[:PARTY_TO]-(other:Organization)
  WHERE one.id < other.id
  WITH DISTINCT one.id AS one, other.id AS other
  RETURN [one, other]
} AS pairs
