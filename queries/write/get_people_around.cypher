// Names of people whom releases name beside organizations.
//
// param ids: string[] - label and plain id of each organization
// returns name: string - label and plain id of a person
UNWIND $ids AS key
MATCH (name:Name {id: key})<-[:NAMES]-(:Release)-[:NAMES]->(person:Name)
USING INDEX SEEK name:Name(id)
WHERE person.label = 'Person'
WITH DISTINCT person.id AS name
RETURN name
ORDER BY name
