// The people of one organization in the order of their ids, with all their positions.
//
// param id: string - the organization's id
// param after: string = "" - list what comes after this id
// param limit: integer = 20 - how many rows at most
// returns id: string - the person's id
// returns name: string - the person's name
// returns positions: map[] - title and organization (id, name, kind) of each position
MATCH (organization:Organization {id: $id})
USING INDEX SEEK organization:Organization(id)
MATCH (person:Person)-[:WORKS_FOR]->(organization)
WHERE person.id > $after
WITH DISTINCT person
ORDER BY person.id
LIMIT $limit
RETURN
  person.id AS id,
  person.name AS name,
  COLLECT {
    MATCH (person)-[position:WORKS_FOR]->(employer:Organization)
    RETURN {
      title: position.title,
      organization: {
        id: employer.id,
        name: employer.name,
        kind: CASE WHEN employer:Company THEN 'company' ELSE 'institution' END
      }
    }
    ORDER BY employer.id, position.title
  } AS positions
ORDER BY id
