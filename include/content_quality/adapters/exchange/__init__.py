"""The exchange: where workers that share no disk hand files to each other."""
