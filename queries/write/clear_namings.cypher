// Forgets who bears which name in releases; what these names mean has to be settled anew.
//
// param releases: string[] - ids
UNWIND $releases AS key
MATCH (release:Release {id: key})-[naming:NAMES]->(name:Name)
USING INDEX SEEK release:Release(id)
DELETE naming
WITH DISTINCT name
ORDER BY name.id
MERGE (unsettled:Unsettled {id: 'dirty ' + name.id})
SET unsettled.name = name.id
