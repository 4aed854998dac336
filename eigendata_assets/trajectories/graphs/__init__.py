"""Tool graphs: which calls reach a goal, and where each of their arguments comes from."""
