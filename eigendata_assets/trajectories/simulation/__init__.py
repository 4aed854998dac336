"""Dialogues between a simulated user and an assistant, both played by language models, on the live environment."""
