// Removes the facts that are relationships and that no sentence says any more.
//
// param people: string[] - ids: their positions are looked at
// param organizations: string[] - ids: what they are units of is looked at
// param agreements: string[] - ids: their parties, types, technologies and indications are looked at
CALL () {
  UNWIND $people AS id
  MATCH (person:Person {id: id})
  USING INDEX SEEK person:Person(id)
  MATCH (person)-[link:WORKS_FOR]->()
  RETURN link
UNION
  UNWIND $organizations AS id
  MATCH (organization:Organization {id: id})
  USING INDEX SEEK organization:Organization(id)
  MATCH (organization)-[link:UNIT_OF]->()
  RETURN link
UNION
  UNWIND $agreements AS id
  MATCH (agreement:Agreement {id: id})
  USING INDEX SEEK agreement:Agreement(id)
  MATCH (agreement)-[link:PARTY_TO|OF_TYPE|COVERS|FOR]-()
  RETURN link
}
WITH link
WHERE size(link.evidence) = 0
DELETE link
