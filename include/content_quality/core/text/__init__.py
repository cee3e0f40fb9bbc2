"""Text: characters, patterns, language, sentences, word classes. Everything may use it."""
