// Notes who bears which name in releases; what these names mean has to be settled anew. Rows come sorted by id.
//
// param namings: map[] - release, id (label and plain id), label, plain, names, links, known, told
UNWIND $namings AS row
MERGE (name:Name {id: row.id})
SET name.label = row.label, name.plain = row.plain
MERGE (unsettled:Unsettled {id: 'dirty ' + row.id})
SET unsettled.name = row.id
WITH row, name
MATCH (release:Release {id: row.release})
USING INDEX SEEK release:Release(id)
CREATE (release)-[:NAMES {names: row.names, links: row.links, known: row.known, told: row.told}]->(name)
