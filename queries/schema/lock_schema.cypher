// Holds the schema until the transaction ends, so that one program at a time migrates a graph.
//
// returns version: integer - of the schema, as it is now
MATCH (schema:Schema {id: 'cellpact'})
USING INDEX SEEK schema:Schema(id)
// Changes nothing but locks the node.
SET schema:Schema
RETURN schema.version AS version
