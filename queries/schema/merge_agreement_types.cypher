// Loads the closed list of agreement types.
//
// param types: map[] - id, name and definition of each
UNWIND $types AS row
MERGE (type:AgreementType {id: row.id})
WITH row, type
WHERE type.name IS NULL OR type.name <> row.name OR type.definition <> row.definition
SET type.name = row.name, type.definition = row.definition
