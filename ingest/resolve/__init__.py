"""From names to entities: `Facts` to `ResolvedFacts`."""
