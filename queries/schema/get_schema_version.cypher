// The version of the schema that the graph was made for; no row where the graph is new.
//
// returns version: integer - as in `graph.schema.VERSION`
MATCH (schema)
WHERE schema:Schema AND schema.id = 'cellpact'
RETURN schema.version AS version
