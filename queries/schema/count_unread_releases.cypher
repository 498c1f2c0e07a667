// How many releases a migration has marked to be read again.
//
// returns releases: integer - without a digest
MATCH (release:Release)
WHERE release.digest IS NULL
RETURN count(release) AS releases
