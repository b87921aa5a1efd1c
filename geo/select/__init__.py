"""What is asked for: filters, text search, query strings, the shortlist."""
