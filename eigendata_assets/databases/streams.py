"""Streams of random numbers by name: what one table draws does not depend on what another draws."""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, *names: object) -> np.random.Generator:
    """The stream of a seed and some names, such as table and column; always the same for the same names."""
    return np.random.Generator(np.random.PCG64(seed_of(seed, *names)))


def seed_of(seed: int, *names: object) -> int:
    """A number for a seed and some names."""
    text = "\0".join(map(str, (seed, *names)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "big")
