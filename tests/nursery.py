"""Processes of their own, forked from one that has imported everything, so that a life begins at once.

There is one such parent for each test process, whoever asks first: so what any test needs is named here, in one place.
"""

from __future__ import annotations

import multiprocessing

NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.scheduling.killable", "tests.journeys.replica"])
