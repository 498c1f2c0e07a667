// Releases, the newest first; those without a date come last. get_release has the text.
//
// The two parts walk the index on the date and then, for what has no date, the index on the id.
//
// param before: string = "9999-12-31" - list releases published before this day, or on it with a later id; "" for
//   those without a date
// param after: string = "" - the id that goes with `before`
// param limit: integer = 20 - how many rows at most
// returns id: string - the release's id
// returns url: string? - where it was published
// returns title: string? - its headline
// returns publisher: string? - who published it
// returns published: string? - the day on which it was published
// returns agreements: integer - how many agreements it reports
// returns mentions: integer - how many organizations, people, technologies and indications it names
CALL () {
  MATCH (release:Release)
  USING INDEX SEEK release:Release(published)
  WHERE release.published <= date(CASE $before WHEN '' THEN '0000-01-01' ELSE $before END)
    AND (release.published <> date(CASE $before WHEN '' THEN '0000-01-01' ELSE $before END) OR release.id > $after)
  RETURN release
  ORDER BY release.published DESC, release.id
  LIMIT $limit
UNION ALL
  MATCH (release:Release)
  USING INDEX SEEK release:Release(id)
  WHERE release.id > CASE $before WHEN '' THEN $after ELSE '' END
    AND release.published IS NULL
  RETURN release
  ORDER BY release.id
  LIMIT $limit
}
WITH release
LIMIT $limit
RETURN
  release.id AS id,
  release.url AS url,
  release.title AS title,
  release.publisher AS publisher,
  toString(release.published) AS published,
  COUNT { (release)-[:REPORTS]->() } AS agreements,
  COUNT { (release)-[:MENTIONS]->() } AS mentions
ORDER BY coalesce(published, '') DESC, id
