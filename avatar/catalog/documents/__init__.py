"""A shop's documents, read as parts that can be quoted: one file a format, and what they have in common."""
