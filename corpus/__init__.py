"""What a document is: its nouns, its text, its structure, its validity, its store."""
