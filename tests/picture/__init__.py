"""The picture of a conversation that README shows, drawn from the real program."""
