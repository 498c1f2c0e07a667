// Makes sure that what releases name is there, with the concepts above that, and locks it.
//
// A new node gets its properties here. Of one that was there what it holds is returned: `graph.rows.grown` says what of it
// changes, and set_grown writes that. Rows have to come sorted by label and id: writers then wait for each other and never
// in a circle. Setting the label that a node has changes nothing but locks it before it is read.
//
// param entities: map[] - label, id, institution, properties (name, aliases, kind and known) of each
// returns label: string - label of an entity that was there
// returns id: string - its id
// returns held: map - its name, aliases, kind, known and institution
CALL () {
  UNWIND [row IN $entities WHERE row.label = 'Indication'] AS row
  MERGE (entity:Indication {id: row.id})
  SET entity:Indication
  RETURN row, entity
UNION ALL
  UNWIND [row IN $entities WHERE row.label = 'Organization'] AS row
  MERGE (entity:Organization {id: row.id})
  SET entity:Organization
  FOREACH (_ IN CASE WHEN entity.name IS NULL AND row.institution THEN [1] ELSE [] END | SET entity:Institution)
  FOREACH (_ IN CASE WHEN entity.name IS NULL AND NOT row.institution THEN [1] ELSE [] END | SET entity:Company)
  RETURN row, entity
UNION ALL
  UNWIND [row IN $entities WHERE row.label = 'Person'] AS row
  MERGE (entity:Person {id: row.id})
  SET entity:Person
  RETURN row, entity
UNION ALL
  UNWIND [row IN $entities WHERE row.label = 'Technology'] AS row
  MERGE (entity:Technology {id: row.id})
  SET entity:Technology
  RETURN row, entity
}
WITH row, entity, entity.name IS NULL AS fresh
SET entity += CASE WHEN fresh THEN row.properties ELSE {} END
WITH row, entity, fresh
WHERE NOT fresh
RETURN
  row.label AS label,
  row.id AS id,
  entity {.name, .aliases, .kind, .known, institution: entity:Institution} AS held
