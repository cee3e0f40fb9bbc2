"""What language models, prompts and decoding errors leave in a text."""
