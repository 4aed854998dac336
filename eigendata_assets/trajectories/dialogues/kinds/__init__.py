"""A module for each way in which a dialogue can go."""
