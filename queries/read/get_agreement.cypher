// One agreement with all that hangs on it, each part with the sentences that say it.
//
// param id: string - the agreement's id
// returns id: string - the agreement's id
// returns title: string - who agreed what with whom
// returns status: string - planned, signed, amended, completed or terminated
// returns announced: string? - date of the first release that reports it
// returns signed: string? - date of signing, where it is told
// returns ended: string? - date of the end, where it is told
// returns territories: string[] - where it holds, as releases put it
// returns former: string[] - other ids that it answers to
// returns disputed: string[] - in what its reports disagree, as `list_disagreements` tells
// returns releases: integer - how many releases report it
// returns voices: integer - how many of them are no near copies of each other
// returns types: map[] - id and name of each type, with evidence
// returns parties: map[] - id, name, kind and role of each party, with evidence
// returns changes: map[] - status and date of each step of its life, oldest first, and when it was told, with evidence
// returns terms: map[] - kind, amount, currency, percent and up_to of each sum, and whether it is added up, with evidence
// returns technologies: map[] - id, name and kind of what it is about, with evidence
// returns indications: map[] - id and name of the diseases that it is for, with evidence
// returns evidence: map[] - every sentence that reports the agreement, the surest first
MATCH (agreement:Agreement {id: $id})
USING INDEX SEEK agreement:Agreement(id)
RETURN
  agreement.id AS id,
  agreement.title AS title,
  agreement.status AS status,
  toString(agreement.announced) AS announced,
  toString(agreement.signed) AS signed,
  toString(agreement.ended) AS ended,
  coalesce(agreement.territories, []) AS territories,
  COLLECT {
    MATCH (agreement)<-[:TELLS]-(report:Report)
    WHERE report.deal <> agreement.id
    WITH DISTINCT report.deal AS former
    RETURN former
    ORDER BY former
  } AS former,
  coalesce(agreement.disputed, []) AS disputed,
  COUNT { (agreement)<-[:TELLS]-(:Report) } AS releases,
  COUNT {
    MATCH (agreement)<-[:TELLS]-(:Report)<-[:REPORTS]-(release:Release)
    RETURN DISTINCT coalesce(release.family, release.id)
  } AS voices,
  COLLECT {
    MATCH (agreement)-[link:OF_TYPE]->(type:AgreementType)
    RETURN {
      id: type.id,
      name: type.name,
      evidence: COLLECT {
        UNWIND range(0, coalesce(size(link.evidence), 0) - 1) AS i
        MATCH (sentence:Evidence {id: link.evidence[i]})-[:IN]->(release:Release)
        USING INDEX SEEK sentence:Evidence(id)
        RETURN {
          id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
          confidence: link.confidence[i], rule: link.rule[i],
          release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
        }
        ORDER BY link.confidence[i] DESC, sentence.id
      }
    }
    ORDER BY type.id
  } AS types,
  COLLECT {
    MATCH (party:Organization)-[part:PARTY_TO]->(agreement)
    RETURN {
      id: party.id,
      name: party.name,
      kind: CASE WHEN party:Company THEN 'company' ELSE 'institution' END,
      role: part.role,
      evidence: COLLECT {
        UNWIND range(0, coalesce(size(part.evidence), 0) - 1) AS i
        MATCH (sentence:Evidence {id: part.evidence[i]})-[:IN]->(release:Release)
        USING INDEX SEEK sentence:Evidence(id)
        RETURN {
          id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
          confidence: part.confidence[i], rule: part.rule[i],
          release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
        }
        ORDER BY part.confidence[i] DESC, sentence.id
      }
    }
    ORDER BY party.id, part.role
  } AS parties,
  COLLECT {
    MATCH (agreement)-[:CHANGED]->(change:StatusChange)
    RETURN {
      status: change.status,
      date: toString(change.date),
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
      CASE WHEN change.date IS NULL OR change.told STARTS WITH change.date THEN coalesce(change.told, '') ELSE change.date END,
      CASE change.status WHEN 'planned' THEN 0 WHEN 'signed' THEN 1 WHEN 'amended' THEN 2 WHEN 'completed' THEN 3 ELSE 4 END
  } AS changes,
  COLLECT {
    MATCH (agreement)-[:HAS_TERM]->(term:Term)
    RETURN {
      kind: term.kind,
      amount: term.amount,
      currency: term.currency,
      percent: term.percent,
      up_to: coalesce(term.up_to, false),
      counted: coalesce(term.counted, false),
      evidence: COLLECT {
        MATCH (release:Release)<-[:IN]-(sentence:Evidence)-[support:SUPPORTS]->(term)
        RETURN {
          id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
          confidence: support.confidence, rule: support.rule,
          release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
        }
        ORDER BY support.confidence DESC, sentence.id
      }
    }
    ORDER BY term.kind, term.amount DESC, term.id
  } AS terms,
  COLLECT {
    MATCH (agreement)-[link:COVERS]->(technology:Technology)
    RETURN {
      id: technology.id,
      name: technology.name,
      kind: technology.kind,
      evidence: COLLECT {
        UNWIND range(0, coalesce(size(link.evidence), 0) - 1) AS i
        MATCH (sentence:Evidence {id: link.evidence[i]})-[:IN]->(release:Release)
        USING INDEX SEEK sentence:Evidence(id)
        RETURN {
          id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
          confidence: link.confidence[i], rule: link.rule[i],
          release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
        }
        ORDER BY link.confidence[i] DESC, sentence.id
      }
    }
    ORDER BY technology.id
  } AS technologies,
  COLLECT {
    MATCH (agreement)-[link:FOR]->(indication:Indication)
    RETURN {
      id: indication.id,
      name: indication.name,
      evidence: COLLECT {
        UNWIND range(0, coalesce(size(link.evidence), 0) - 1) AS i
        MATCH (sentence:Evidence {id: link.evidence[i]})-[:IN]->(release:Release)
        USING INDEX SEEK sentence:Evidence(id)
        RETURN {
          id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
          confidence: link.confidence[i], rule: link.rule[i],
          release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
        }
        ORDER BY link.confidence[i] DESC, sentence.id
      }
    }
    ORDER BY indication.id
  } AS indications,
  COLLECT {
    MATCH (release:Release)<-[:IN]-(sentence:Evidence)-[support:SUPPORTS]->(agreement)
    RETURN {
      id: sentence.id, text: sentence.text, start: sentence.start, end: sentence.end,
      confidence: support.confidence, rule: support.rule,
      release: {id: release.id, title: release.title, url: release.url, published: toString(release.published)}
    }
    ORDER BY support.confidence DESC, sentence.id
  } AS evidence
