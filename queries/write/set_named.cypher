// Notes that the names of releases are known, by the rules of this version.
//
// param releases: string[] - ids
// param version: string - of the rules that give plain ids
UNWIND $releases AS key
MATCH (release:Release {id: key})
USING INDEX SEEK release:Release(id)
SET release.named = release.digest + ' ' + $version
