// Removes technologies and indications that no release mentions any more, and from the trees what nothing below needs.
//
// A concept has its place in a tree as long as a release mentions it, or one below it, as a concept of the vocabulary.
//
// param technologies: string[] - ids: they and all above them are looked at
// param indications: string[] - ids: they and all above them are looked at
// returns label: string - label of an entity that lost its place in the tree but is still mentioned
// returns id: string - its id
CALL () {
  UNWIND $technologies AS id
  MATCH (start:Technology {id: id})
  USING INDEX SEEK start:Technology(id)
  MATCH (start)-[:KIND_OF*0..]->(entity:Technology)
  RETURN 'Technology' AS label, entity
UNION
  UNWIND $indications AS id
  MATCH (start:Indication {id: id})
  USING INDEX SEEK start:Indication(id)
  MATCH (start)-[:KIND_OF*0..]->(entity:Indication)
  RETURN 'Indication' AS label, entity
}
WITH label, entity, EXISTS { (entity)<-[:KIND_OF*0..]-()<-[:MENTIONS {known: true}]-(:Release) } AS placed
WITH collect({label: label, entity: entity, placed: placed}) AS looked_at
UNWIND looked_at AS look
WITH look.label AS label, look.entity AS entity, look.entity.known AS known, look.placed AS placed
WHERE NOT placed
CALL (entity) {
  MATCH (entity)-[place:KIND_OF]->()
  DELETE place
}
REMOVE entity.known
WITH label, entity, entity.id AS id, known, EXISTS { (entity)<-[:MENTIONS]-() } AS mentioned
FOREACH (node IN CASE WHEN mentioned THEN [] ELSE [entity] END |
  DETACH DELETE node
)
WITH label, id, known, mentioned
WHERE mentioned AND known
RETURN label, id
