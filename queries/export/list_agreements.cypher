// A page of all agreements in the order of ids, with what hangs on each.
//
// Each part has `evidence`, the ids of the sentences that say it, and `confidence`, how surely each does.
//
// param after: string = "" - go on after this id
// param limit: integer = 1000 - how many at most
// returns id: string - the agreement's id
// returns title: string - who agreed what with whom
// returns status: string - planned, signed, amended, completed or terminated
// returns announced: string? - date of the first release that reports it
// returns signed: string? - date of signing, where it is told
// returns ended: string? - date of the end, where it is told
// returns territories: string[] - where it holds, as releases put it
// returns types: map[] - id of each type, with evidence
// returns parties: map[] - id, name and role of each party, with evidence
// returns technologies: map[] - id and name of what it is about, with evidence
// returns indications: map[] - id and name of the diseases that it is for, with evidence
// returns changes: map[] - id, status and date of each step of its life, oldest first, with evidence
// returns terms: map[] - id, kind, amount, currency, percent and up_to of each sum, with evidence
// returns releases: string[] - ids of the releases that report it
// returns evidence: string[] - ids of the sentences that report it
// returns confidence: float[] - how surely each does
MATCH (agreement:Agreement)
USING INDEX SEEK agreement:Agreement(id)
WHERE agreement.id > $after
WITH agreement
ORDER BY agreement.id
LIMIT $limit
RETURN
  agreement.id AS id,
  agreement.title AS title,
  agreement.status AS status,
  toString(agreement.announced) AS announced,
  toString(agreement.signed) AS signed,
  toString(agreement.ended) AS ended,
  coalesce(agreement.territories, []) AS territories,
  COLLECT {
    MATCH (agreement)-[link:OF_TYPE]->(type:AgreementType)
    RETURN {
      id: type.id,
      confidence: coalesce(link.confidence, []),
      evidence: coalesce(link.evidence, [])
    }
    ORDER BY type.id
  } AS types,
  COLLECT {
    MATCH (party:Organization)-[link:PARTY_TO]->(agreement)
    RETURN {
      id: party.id,
      name: party.name,
      role: link.role,
      confidence: coalesce(link.confidence, []),
      evidence: coalesce(link.evidence, [])
    }
    ORDER BY party.id, link.role
  } AS parties,
  COLLECT {
    MATCH (agreement)-[link:COVERS]->(technology:Technology)
    RETURN {
      id: technology.id,
      name: technology.name,
      confidence: coalesce(link.confidence, []),
      evidence: coalesce(link.evidence, [])
    }
    ORDER BY technology.id
  } AS technologies,
  COLLECT {
    MATCH (agreement)-[link:FOR]->(indication:Indication)
    RETURN {
      id: indication.id,
      name: indication.name,
      confidence: coalesce(link.confidence, []),
      evidence: coalesce(link.evidence, [])
    }
    ORDER BY indication.id
  } AS indications,
  COLLECT {
    MATCH (agreement)-[:CHANGED]->(change:StatusChange)
    RETURN {
      id: change.id,
      status: change.status,
      date: toString(change.date),
      confidence: COLLECT {
        MATCH (change)<-[support:SUPPORTS]-(sentence:Evidence)
        RETURN support.confidence
        ORDER BY sentence.id
      },
      evidence: COLLECT {
        MATCH (change)<-[:SUPPORTS]-(sentence:Evidence)
        RETURN sentence.id
        ORDER BY sentence.id
      }
    }
    ORDER BY
      coalesce(toString(change.date), ''),
      CASE change.status WHEN 'planned' THEN 0 WHEN 'signed' THEN 1 WHEN 'amended' THEN 2 WHEN 'completed' THEN 3 ELSE 4 END
  } AS changes,
  COLLECT {
    MATCH (agreement)-[:HAS_TERM]->(term:Term)
    RETURN {
      id: term.id,
      kind: term.kind,
      amount: term.amount,
      currency: term.currency,
      percent: term.percent,
      up_to: coalesce(term.up_to, false),
      confidence: COLLECT {
        MATCH (term)<-[support:SUPPORTS]-(sentence:Evidence)
        RETURN support.confidence
        ORDER BY sentence.id
      },
      evidence: COLLECT {
        MATCH (term)<-[:SUPPORTS]-(sentence:Evidence)
        RETURN sentence.id
        ORDER BY sentence.id
      }
    }
    ORDER BY term.kind, term.amount DESC, term.id
  } AS terms,
  COLLECT {
    MATCH (agreement)<-[:TELLS]-(:Report)<-[:REPORTS]-(release:Release)
    RETURN release.id
    ORDER BY release.id
  } AS releases,
  COLLECT {
    MATCH (agreement)<-[:SUPPORTS]-(sentence:Evidence)
    RETURN sentence.id
    ORDER BY sentence.id
  } AS evidence,
  COLLECT {
    MATCH (agreement)<-[support:SUPPORTS]-(sentence:Evidence)
    RETURN support.confidence
    ORDER BY sentence.id
  } AS confidence
ORDER BY id
