// Releases that tell facts under names.
//
// param ids: string[] - label and plain id of each
// returns release: string - a release's id
UNWIND $ids AS key
MATCH (name:Name {id: key})<-[naming:NAMES]-(release:Release)
USING INDEX SEEK name:Name(id)
WHERE naming.told
WITH DISTINCT release.id AS release
RETURN release
ORDER BY release
