// Makes sure that bands are there, and locks them: near copies have one in common, so their writers wait for each other.
//
// A new band is left without releases. Rows have to come sorted by id. Setting the label that a node has changes nothing
// but locks it before it is read.
//
// param ids: string[] - of the bands
// returns id: string - id of a band that was there
// returns releases: string[] - ids of the releases that have it
UNWIND $ids AS id
MERGE (band:Band {id: id})
ON MATCH SET band:Band
WITH band
WHERE band.releases IS NOT NULL
RETURN band.id AS id, band.releases AS releases
