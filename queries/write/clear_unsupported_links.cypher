// Removes positions and units that no sentence says any more.
//
// param people: string[] - ids: their positions are looked at
// param organizations: string[] - ids: what they are units of is looked at
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
}
WITH link
WHERE size(link.evidence) = 0
DELETE link
