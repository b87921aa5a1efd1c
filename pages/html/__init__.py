"""Fragments of HTML for the pages: tables, cards and sections, every text of the data escaped."""
