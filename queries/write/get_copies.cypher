// What the graph holds of the very texts that are to be read.
//
// param hashes: string[] - SHA-256 of the texts
// param pipeline: string - version of the pipeline that would read them
// returns sha256: string - SHA-256 of a text that it has read
// returns title: string? - title of the release with this text
// returns published: date? - day on which it was published
// returns facts: any - what it says, as `graph.stored.packed` makes it
UNWIND $hashes AS hash
MATCH (release:Release {sha256: hash})
USING INDEX SEEK release:Release(sha256)
WHERE release.pipeline = $pipeline AND release.facts IS NOT NULL
WITH release
ORDER BY release.id
WITH release.sha256 AS sha256, release.title AS title, release.published AS published, collect(release.facts) AS all
RETURN sha256, title, published, all[0] AS facts
