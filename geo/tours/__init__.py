"""Stories for a stage: tour files, their rules, placeholders, scenes, the kiosk."""
