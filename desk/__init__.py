"""Cases for people: opened, answered, delivered; and the state that bot and api share."""
