// Adds what a release names, and the concepts above that, with the sentences that name them.
//
// Adding needs only what the node holds already: aliases are a union, a name or kind gives way to one that ranks
// higher. So a name that a hundred thousand releases use costs no more than a new one. set_entities computes the same
// from all mentions. Rows have to come sorted by label and id: writers then wait for each other and never in a circle.
// Setting the label that a node has changes nothing but locks it before it is read.
//
// param release: string - the release's id
// param kinds: string[] - kinds of technology, the one that wins over the others first
// param entities: map[] - label, id, name, known, concept, kind, mention (properties; null for a concept above), support
//   (sentence id, confidence and rule of each)
MATCH (release:Release {id: $release})
USING INDEX SEEK release:Release(id)
UNWIND $entities AS row
CALL (row) {
  WITH row
  WHERE row.label = 'Organization'
  MERGE (entity:Organization {id: row.id})
  SET entity:Organization
  RETURN entity
UNION ALL
  WITH row
  WHERE row.label = 'Person'
  MERGE (entity:Person {id: row.id})
  SET entity:Person
  RETURN entity
UNION ALL
  WITH row
  WHERE row.label = 'Technology'
  MERGE (entity:Technology {id: row.id})
  SET entity:Technology
  RETURN entity
UNION ALL
  WITH row
  WHERE row.label = 'Indication'
  MERGE (entity:Indication {id: row.id})
  SET entity:Indication
  RETURN entity
}
WITH release, row, entity, coalesce(entity.known, false) AS known
SET
  entity.aliases = COLLECT {
    UNWIND coalesce(entity.aliases, []) + coalesce(row.mention.names, []) AS alias
    WITH DISTINCT alias
    RETURN alias
    ORDER BY alias
  },
  entity.name = CASE
    WHEN entity.name IS NULL OR row.concept OR (row.known AND NOT known) THEN row.name
    WHEN known AND NOT row.known THEN entity.name
    ELSE head(COLLECT {
      UNWIND [entity.name, row.name] AS name
      RETURN name
      ORDER BY size(name) DESC, size([letter IN split(name, '') WHERE letter <> toLower(letter)]), name
      LIMIT 1
    })
  END,
  entity.kind = CASE
    WHEN row.label <> 'Technology' THEN null
    WHEN row.concept OR entity.kind IS NULL THEN row.kind
    WHEN known THEN entity.kind
    ELSE head([kind IN $kinds WHERE kind IN [entity.kind, row.kind]])
  END,
  entity.known = CASE WHEN known OR row.known THEN true END
FOREACH (_ IN CASE WHEN row.label = 'Organization' AND row.kind = 'institution' THEN [1] ELSE [] END |
  SET entity:Institution
  REMOVE entity:Company
)
FOREACH (_ IN CASE WHEN row.label = 'Organization' AND NOT entity:Institution THEN [1] ELSE [] END |
  SET entity:Company
)
WITH release, row, entity
WHERE row.mention IS NOT NULL
CREATE (release)-[mention:MENTIONS]->(entity)
SET mention = row.mention
WITH row, entity
UNWIND row.support AS support
MATCH (sentence:Evidence {id: support[0]})
USING INDEX SEEK sentence:Evidence(id)
CREATE (sentence)-[:SUPPORTS {confidence: support[1], rule: support[2]}]->(entity)
