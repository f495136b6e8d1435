"""The counterpart of clock.ts and check.ts."""

import time


def timed(work):
    start = time.perf_counter()
    value = work()
    return value, (time.perf_counter() - start) * 1000


def rehearsed(stage, work):
    for _ in range(stage.sizes["rehearsals"]):
        work()
    return timed(work)


def check(is_right, what):
    if not is_right:
        raise AssertionError("wrong answer: " + what)
