"""From words to a place: places, postcodes, coordinates."""
