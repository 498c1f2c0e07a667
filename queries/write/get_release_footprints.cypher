// What releases have said so far, so that it can be taken back; locks the releases and what they name by writing what is there. No row where there is no such release.
//
// param ids: string[] - of the releases
// returns release: string - the release's id
// returns entities: map[] - label, id, name, known, kind and names of each entity that it mentions
// returns agreements: string[] - ids of the agreements that it reports
// returns parties: string[] - ids of the sets of parties that its reports hang on
UNWIND $ids AS id
MATCH (release:Release {id: id})
USING INDEX SEEK release:Release(id)
SET release:Release
WITH release
ORDER BY release.id
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
RETURN
  release.id AS release,
  entities,
  COLLECT {
    MATCH (release)-[:REPORTS]->(:Report)-[:TELLS]->(agreement:Agreement)
    WITH DISTINCT agreement.id AS id
    RETURN id
    ORDER BY id
  } AS agreements,
  COLLECT {
    MATCH (release)-[:REPORTS]->(:Report)-[:BETWEEN]->(parties:Parties)
    WITH DISTINCT parties.id AS id
    RETURN id
    ORDER BY id
  } AS parties
