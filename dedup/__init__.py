"""Text to signature to links to clusters. Pure: knows no article, no SQL and nothing of `extractors`."""
