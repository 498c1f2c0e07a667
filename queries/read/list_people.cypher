// People in the order of their ids, with their positions; get_person has the evidence.
//
// param after: string = "" - list what comes after this id
// param limit: integer = 20 - how many rows at most
// returns id: string - the person's id
// returns name: string - the person's name
// returns positions: map[] - title and organization (id, name, kind) of each position
MATCH (person:Person)
USING INDEX SEEK person:Person(id)
WHERE person.id > $after
WITH person
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
