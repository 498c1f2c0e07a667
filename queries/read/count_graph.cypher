// How much the graph holds.
//
// returns organizations: integer - number of organizations
// returns people: integer - number of people
// returns technologies: integer - number of technologies
// returns indications: integer - number of indications
// returns agreements: integer - number of agreements
// returns releases: integer - number of releases
// returns sentences: integer - number of sentences that say something
RETURN
  COUNT { (:Organization) } AS organizations,
  COUNT { (:Person) } AS people,
  COUNT { (:Technology) } AS technologies,
  COUNT { (:Indication) } AS indications,
  COUNT { (:Agreement) } AS agreements,
  COUNT { (:Release) } AS releases,
  COUNT { (:Evidence) } AS sentences
