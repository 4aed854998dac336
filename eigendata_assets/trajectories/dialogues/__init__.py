"""Dialogues in words, made from tool graphs, with the provenance of every argument."""
