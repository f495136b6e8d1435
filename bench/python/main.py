"""One run of CPython's Pool: python3 main.py P3 '{"tasks": 1000, "workers": 2}' default

The counterpart of harness/child.ts; prints the same line and waits for the same end of input.
A row is a module here, named like its id, with `run(stage)` that gives the figure.
"""

import importlib
import json
import multiprocessing
import sys

MARK = "@bench "
COUNTS_FAULTS = ("P1", "P2", "P2b", "P6a")


class Stage:
    def __init__(self, sizes, way):
        self.sizes = sizes
        self.way = way
        self.pools = []
        self.faults = None
        start = "spawn" if way == "spawn" else None
        self.context = multiprocessing.get_context(start)

    def open(self, **options):
        """A pool that stays open until memory has been read."""
        pool = self.open_own(**options)
        self.pools.append(pool)
        return pool

    def open_own(self, **options):
        return self.context.Pool(self.sizes["workers"], **options)


def main():
    row, sizes, way = sys.argv[1:]
    stage = Stage(json.loads(sizes), way)
    try:
        value = importlib.import_module(row.lower()).run(stage)
        if row in COUNTS_FAULTS:
            value = {"value": value, "faults": stage.faults}
        report = {"ok": True, "value": value}
    except Exception as error:
        report = {"ok": False, "reason": f"{type(error).__name__}: {error}"}
    print(MARK + json.dumps(report), flush=True)
    sys.stdin.read()
    for pool in stage.pools:
        pool.terminate()
        pool.join()


if __name__ == "__main__":
    main()
