// What an id means that was merged into another one.
//
// param id: string - label and plain id, joined by a space: Organization kite
// returns id: string - the id that was merged away
// returns canonical: string - the id that it was merged into
// returns score: float - how sure that is
// returns reason: string - why
// returns by: string - who decided it: a person's signature, or rule
MATCH (redirect:Redirect {id: $id})
USING INDEX SEEK redirect:Redirect(id)
RETURN
  redirect.plain AS id,
  redirect.canonical AS canonical,
  redirect.score AS score,
  redirect.reason AS reason,
  redirect.by AS by
