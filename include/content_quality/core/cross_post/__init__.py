"""What a post shares with other posts."""
