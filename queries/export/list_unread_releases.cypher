// A page of the releases that have to be read again, in the order of ids, with their texts.
//
// A migration has marked them, or another version of the pipeline has read them.
//
// param after: string = "" - go on after this id
// param limit: integer = 100 - how many at most
// param pipeline: string? - version of the pipeline that counts as the newest; null lists only those that are marked
// returns id: string - the release's id
// returns url: string? - where it was read
// returns title: string? - its headline
// returns published: date? - its day
// returns publisher: string? - who published it
// returns text: string - its text
// returns sha256: string - of its text
MATCH (release:Release)
USING INDEX SEEK release:Release(id)
WHERE release.id > $after AND (release.digest IS NULL OR release.pipeline <> $pipeline)
WITH release
ORDER BY release.id
LIMIT $limit
RETURN
  release.id AS id,
  release.url AS url,
  release.title AS title,
  release.published AS published,
  release.publisher AS publisher,
  release.text AS text,
  release.sha256 AS sha256
ORDER BY id
