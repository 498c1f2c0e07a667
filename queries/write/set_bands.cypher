// Writes which releases have a band; a band that none has is removed.
//
// param bands: map[] - id and releases (ids) of each
UNWIND $bands AS row
MATCH (band:Band {id: row.id})
USING INDEX SEEK band:Band(id)
SET band.releases = row.releases
WITH band
WHERE size(band.releases) = 0
DELETE band
