"""The graph: the local Neo4j, its schema, loading and look-ups."""
