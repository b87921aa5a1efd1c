"""How the reference data in data/ was made. Run by hand; never imported by the app."""
