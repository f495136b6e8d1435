"""The counterpart of clock.ts and check.ts."""

import os
import time


def timed(work):
    start = time.perf_counter()
    value = work()
    return value, (time.perf_counter() - start) * 1000


def rehearsed(stage, work):
    for _ in range(stage.sizes["rehearsals"]):
        work()
    before = page_faults(stage)
    value, ms = timed(work)
    stage.faults = page_faults(stage) - before
    return value, ms


def page_faults(stage):
    """Minor ones, of this program and its workers: as harness/page-faults.ts counts them."""
    pids = [os.getpid()]
    for pool in stage.pools:
        pids += [worker.pid for worker in getattr(pool, "_pool", [])]  # a manager has none
    return sum(faults_of(pid) for pid in pids)


def faults_of(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return int(stat.read().rpartition(")")[2].split()[7])
    except OSError:
        return 0


def check(is_right, what):
    if not is_right:
        raise AssertionError("wrong answer: " + what)
