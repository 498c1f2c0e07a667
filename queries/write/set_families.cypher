// Writes which releases are near copies of each other.
//
// param releases: map[] - id, family (the least id of the near copies) and sketch (hashes of the text) of each
UNWIND $releases AS row
MATCH (release:Release {id: row.id})
USING INDEX SEEK release:Release(id)
SET release.family = row.family, release.sketch = row.sketch
