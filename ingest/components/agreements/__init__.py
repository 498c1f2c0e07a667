"""Who agreed what with whom, and on what terms."""
