"""A bench says that the server has a core of its own: it must have one."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from benchmarks.servers import cores, pin


def test_the_server_has_a_core_of_its_own_once_the_load_has_taken_the_other() -> None:
    def taken() -> tuple[set[int], set[int]]:
        pin(0, load=True)
        load = os.sched_getaffinity(0)
        pin(0, load=False)
        return load, os.sched_getaffinity(0)

    alone = len(os.sched_getaffinity(0)) == 1
    # What a thread keeps to, no other thread does.
    with ThreadPoolExecutor(1) as thread:
        load, server = thread.submit(taken).result()
    assert alone or not load & server
    assert cores() is not None or alone
