"""Random numbers by customer and question alone, so that no other customer, block or order changes them."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from pricing.frames import Ints

Words = NDArray[np.uint64]


def keys(customers: Iterable[str]) -> Ints:
    """Return a key for each customer, from the name."""
    digests = b"".join(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in customers)
    return np.frombuffer(digests, dtype="<i8").astype(np.int64)


def numbers(seed: int, customers: Ints, questions: NDArray[np.integer]) -> Words:
    """Return evenly spread numbers below 2**64 by seed, customer key and number of the question (SplitMix64).

    >>> one, two = numbers(7, np.array([5, 5]), np.array([0, 1])).tolist()
    >>> one == int(numbers(7, np.array([5]), np.array([0]))[0]), one == two
    (True, False)
    """
    start = np.uint64(seed % 2**64)
    return _mixed(_mixed(customers.astype(np.uint64) ^ _mixed(np.array([start]))) + questions.astype(np.uint64))


def _mixed(words: Words) -> Words:
    words = words + np.uint64(0x9E3779B97F4A7C15)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
