// Makes sure that bands are there, and locks them: near copies have one in common, so their writers wait for each other.
//
// Rows have to come sorted by id. Setting the label that a node has changes nothing but locks it before it is read.
//
// param ids: string[] - of the bands
// returns id: string - the band's id
// returns releases: string[] - ids of the releases that have it
UNWIND $ids AS id
MERGE (band:Band {id: id})
SET band:Band
RETURN id, coalesce(band.releases, []) AS releases
