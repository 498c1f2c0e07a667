// Computes what follows from all that releases say about an agreement.
//
// - announced, title: of the first release that reports it (by day, then id; releases without a day come last)
// - territories: the union
// - status: that of the latest change. A change without a date has the day of the first release that tells it; one whose
//   date is only a month or year has that day too, if it falls within. On one day the later step of a deal's life wins.
// - signed, ended: the first dated signing; the last dated completion or termination
//
// param ids: string[] - of the agreements
// param life: string[] - statuses in the order of a deal's life
UNWIND $ids AS id
MATCH (agreement:Agreement {id: id})
USING INDEX SEEK agreement:Agreement(id)
WITH
  agreement,
  COLLECT {
    MATCH (agreement)<-[report:REPORTS]-(release:Release)
    RETURN {title: report.title, territories: report.territories, published: toString(release.published)}
    ORDER BY release.published, release.id
  } AS reports,
  COLLECT {
    MATCH (agreement)-[:CHANGED]->(change:StatusChange)
    OPTIONAL MATCH (change)<-[:SUPPORTS]-(:Evidence)-[:IN]->(release:Release)
    WITH change, toString(min(release.published)) AS told
    WITH
      change,
      CASE WHEN change.date IS NULL OR told STARTS WITH change.date THEN coalesce(told, '') ELSE change.date END AS day
    RETURN {status: change.status, date: change.date}
    ORDER BY day, head([i IN range(0, size($life) - 1) WHERE $life[i] = change.status])
  } AS changes
SET
  agreement.title = head(reports).title,
  agreement.announced = head(reports).published,
  agreement.territories = COLLECT {
    UNWIND reports AS report
    UNWIND report.territories AS territory
    WITH DISTINCT territory
    RETURN territory
    ORDER BY territory
  },
  agreement.status = last(changes).status,
  agreement.signed = head([change IN changes WHERE change.status = 'signed' AND change.date IS NOT NULL | change.date]),
  agreement.ended = last([
    change IN changes
    WHERE change.status IN ['completed', 'terminated'] AND change.date IS NOT NULL
    | change.date
  ])
