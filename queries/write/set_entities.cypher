// Computes an entity's names and kind from all releases that mention it, as merge_entities does bit by bit.
//
// - aliases: the sorted union of what releases call it
// - name: the vocabulary's where it is known there, else the fullest of the releases' names for it: the longest, of
//   these the one with fewest capitals, of these the first in the alphabet
// - kind: an organization that any release calls an institution is one; a technology's kind is the vocabulary's, else the
//   first in the order of `kinds` that any release gives it
//
// A concept in a tree keeps the name and kind that the vocabulary gave it last.
//
// param kinds: string[] - kinds of technology, the one that wins over the others first
// param entities: map[] - label and id of each
UNWIND $entities AS row
CALL (row) {
  WITH row
  WHERE row.label = 'Organization'
  MATCH (entity:Organization {id: row.id})
  USING INDEX SEEK entity:Organization(id)
  RETURN entity
UNION ALL
  WITH row
  WHERE row.label = 'Person'
  MATCH (entity:Person {id: row.id})
  USING INDEX SEEK entity:Person(id)
  RETURN entity
UNION ALL
  WITH row
  WHERE row.label = 'Technology'
  MATCH (entity:Technology {id: row.id})
  USING INDEX SEEK entity:Technology(id)
  RETURN entity
UNION ALL
  WITH row
  WHERE row.label = 'Indication'
  MATCH (entity:Indication {id: row.id})
  USING INDEX SEEK entity:Indication(id)
  RETURN entity
}
WITH
  entity,
  entity.known AND (entity:Technology OR entity:Indication) AS concept,
  COLLECT {
    MATCH (entity)<-[mention:MENTIONS]-(:Release)
    RETURN {name: mention.name, known: coalesce(mention.known, false), kind: mention.kind, names: mention.names}
  } AS mentions
WITH entity, coalesce(concept, false) AS concept, mentions, any(mention IN mentions WHERE mention.known) AS known
SET
  entity.aliases = COLLECT {
    UNWIND mentions AS mention
    UNWIND mention.names AS alias
    WITH DISTINCT alias
    RETURN alias
    ORDER BY alias
  },
  entity.name = CASE
    WHEN concept THEN entity.name
    ELSE head(COLLECT {
      UNWIND mentions AS mention
      WITH mention.name AS name, mention
      WHERE mention.known = known
      RETURN name
      ORDER BY size(name) DESC, size([letter IN split(name, '') WHERE letter <> toLower(letter)]), name
      LIMIT 1
    })
  END,
  entity.kind = CASE
    WHEN NOT entity:Technology THEN null
    WHEN concept THEN entity.kind
    ELSE head([kind IN $kinds WHERE any(mention IN mentions WHERE mention.kind = kind)])
  END,
  entity.known = CASE WHEN concept OR known THEN true END
WITH entity, any(mention IN mentions WHERE mention.kind = 'institution') AS institution
WHERE entity:Organization
FOREACH (_ IN CASE WHEN institution THEN [1] ELSE [] END |
  SET entity:Institution
  REMOVE entity:Company
)
FOREACH (_ IN CASE WHEN institution THEN [] ELSE [1] END |
  SET entity:Company
  REMOVE entity:Institution
)
