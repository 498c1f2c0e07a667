// Sets what names mean that were merged into another.
//
// param redirects: map[] - id (label and plain id), label, plain, canonical (plain id), called, score, reason, by
UNWIND $redirects AS row
MATCH (canonical:Name {id: row.label + ' ' + row.canonical})
USING INDEX SEEK canonical:Name(id)
MERGE (redirect:Redirect {id: row.id})
SET redirect += row
MERGE (redirect)-[:TO]->(canonical)
