// Notes that a migration was run.
//
// param version: integer - what the graph is made for now
// param cellpact: string - version of the program that ran it
MATCH (schema:Schema {id: 'cellpact'})
USING INDEX SEEK schema:Schema(id)
SET
  schema.version = $version,
  schema.migrations = coalesce(schema.migrations, []) + (toString(datetime()) + ' ' + $version + ' by ' + $cellpact)
