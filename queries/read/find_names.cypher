// Whatever has a name or, if it is an agreement, a title like what is looked for, the best match first.
//
// Only letters and digits of the text count, so nothing in it can be taken for an operator of the index. Each word fits
// as it is, as the start of a word, or with typing errors: one from four letters on, two from six (the distances that
// search engines call AUTO). Words after the twelfth are left out: names are shorter.
//
// param text: string - what to look for, as one would write it
// param all_words: boolean = true - whether every word has to fit, or any of them
// param kinds: string[]? - only these: organization, person, technology, indication, agreement
// param limit: integer = 20 - how many rows at most
// returns kind: string - organization, person, technology, indication or agreement
// returns id: string - the id of what was found
// returns name: string - its name or title
// returns aliases: string[] - what releases call it
// returns score: float - how well it matches; comparable within one answer only
WITH reduce(
  clean = '',
  letter IN split(toLower($text), '') | clean + CASE WHEN letter =~ '[\\p{L}\\p{M}\\p{N}]' THEN letter ELSE ' ' END
) AS clean
WITH [word IN split(clean, ' ') WHERE word <> ''][..12] AS words
WITH reduce(
  pattern = '',
  word IN words |
    pattern
    + CASE WHEN $all_words THEN ' +(' ELSE ' (' END
    + word + '^4 OR ' + word + '*^2'
    + CASE WHEN size(word) > 5 THEN ' OR ' + word + '~2' WHEN size(word) > 3 THEN ' OR ' + word + '~1' ELSE '' END
    + ')'
) AS pattern
WHERE pattern <> ''
CALL db.index.fulltext.queryNodes('names', pattern) YIELD node AS named, score
WITH
  named,
  score,
  CASE
    WHEN named:Organization THEN 'organization'
    WHEN named:Person THEN 'person'
    WHEN named:Technology THEN 'technology'
    WHEN named:Indication THEN 'indication'
    WHEN named:Agreement THEN 'agreement'
  END AS kind
WHERE kind IS NOT NULL AND ($kinds IS NULL OR kind IN $kinds)
RETURN
  kind,
  named.id AS id,
  coalesce(named.name, named.title) AS name,
  coalesce(named.aliases, []) AS aliases,
  score
ORDER BY score DESC, id
LIMIT $limit
