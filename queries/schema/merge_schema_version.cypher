// Writes down what the graph is made for.
//
// param version: integer - as in `graph.schema.VERSION`
MERGE (schema:Schema {id: 'cellpact'})
WITH schema
WHERE schema.version IS NULL OR schema.version <> $version
SET schema.version = $version
