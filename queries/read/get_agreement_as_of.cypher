// Where an agreement stood at the end of a day, by all that is known now: the steps of its life up to then.
//
// A step that is told without a day has that of the oldest release that tells it. A month or year counts from its first day.
//
// param id: string - the agreement's id
// param day: string - a date, 2021-08-12
// returns id: string - the agreement's id
// returns title: string - who agreed what with whom
// returns status: string? - planned, signed, amended, completed or terminated; null where it had not begun
// returns changes: map[] - status and date of each step up to then, oldest first, and when it was told, with evidence
MATCH (agreement:Agreement {id: $id})
USING INDEX SEEK agreement:Agreement(id)
WITH agreement, COLLECT {
  MATCH (agreement)-[:CHANGED]->(change:StatusChange)
  WITH change, CASE WHEN change.date IS NULL OR change.told STARTS WITH change.date THEN change.told ELSE change.date END AS day
  WHERE day <= $day
  RETURN {
    status: change.status,
    date: change.date,
    told: change.told,
    evidence: COLLECT {
      MATCH (release:Release)<-[:IN]-(sentence:Evidence)-[support:SUPPORTS]->(change)
      RETURN {
        id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
        confidence: support.confidence, rule: support.rule,
        release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
    }
      ORDER BY support.confidence DESC, sentence.id
    }
  }
  ORDER BY
    day,
    CASE change.status WHEN 'planned' THEN 0 WHEN 'signed' THEN 1 WHEN 'amended' THEN 2 WHEN 'completed' THEN 3 ELSE 4 END
} AS changes
RETURN
  agreement.id AS id,
  agreement.title AS title,
  last(changes).status AS status,
  changes
