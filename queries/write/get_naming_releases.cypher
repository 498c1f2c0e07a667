// The releases that name any of some entities.
//
// param label: string - Organization, Person, Technology or Indication
// param ids: string[] - of the entities
// returns id: string - a release's id
CALL () {
  UNWIND CASE $label WHEN 'Organization' THEN $ids ELSE [] END AS id
  MATCH (entity:Organization {id: id})
  USING INDEX SEEK entity:Organization(id)
  RETURN entity
UNION ALL
  UNWIND CASE $label WHEN 'Person' THEN $ids ELSE [] END AS id
  MATCH (entity:Person {id: id})
  USING INDEX SEEK entity:Person(id)
  RETURN entity
UNION ALL
  UNWIND CASE $label WHEN 'Technology' THEN $ids ELSE [] END AS id
  MATCH (entity:Technology {id: id})
  USING INDEX SEEK entity:Technology(id)
  RETURN entity
UNION ALL
  UNWIND CASE $label WHEN 'Indication' THEN $ids ELSE [] END AS id
  MATCH (entity:Indication {id: id})
  USING INDEX SEEK entity:Indication(id)
  RETURN entity
}
MATCH (entity)<-[:MENTIONS]-(release:Release)
WITH DISTINCT release
RETURN release.id AS id
ORDER BY id
