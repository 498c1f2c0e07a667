// Ids that were merged into others, in the order of ids.
//
// param after: string - list what comes after this id
// param limit: integer - how many at most
// returns id: string - label and plain id
// returns label: string - Organization or Person
// returns plain: string - the id that was merged away
// returns canonical: string - the id that it was merged into
// returns called: string - what that one is called
// returns score: float - how sure that is
// returns reason: string - why
// returns by: string - who decided it: a person's signature, or rule
MATCH (redirect:Redirect)
USING INDEX SEEK redirect:Redirect(id)
WHERE redirect.id > $after
RETURN
  redirect.id AS id,
  redirect.label AS label,
  redirect.plain AS plain,
  redirect.canonical AS canonical,
  redirect.called AS called,
  redirect.score AS score,
  redirect.reason AS reason,
  redirect.by AS by
ORDER BY id
LIMIT $limit
