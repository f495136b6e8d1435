"""Records what CPython's Pool does with the cases below, as JSON on stdout.

Run it again when cases change:  python3 test/conformance/cpython/record.py > test/conformance/cpython/recorded.json
The test beside it does the same with manyhands and compares; where the two are meant to differ, it says why.
"""

import json
import multiprocessing
import os
import platform
import sys
import tempfile
import threading


def square(x):
    return x * x


def add(a, b):
    return a + b


def root(x):
    if x < 0:
        raise ValueError("no root of %d" % x)
    return x**0.5


def pid(_=None):
    return os.getpid()


def returned_error(_):
    return ValueError("returned")


def note_and_fail_at_zero(item):
    log, i = item
    with open(log, "a") as file:
        file.write("%d\n" % i)
    if i == 0:
        # Fails when the other three chunks have begun.
        while sum(1 for _ in open(log)) < 4:
            pass
        raise ValueError("item 0")


def wait_for(event):
    event.wait()
    return "late"


def kind(error):
    return type(error).__name__


def attempt(call):
    try:
        return {"value": call()}
    except Exception as error:
        return {"error": kind(error), "message": str(error)}


def failing_source(good):
    yield from range(good)
    raise KeyError("source")


def chunk_sizes(Pool):
    sizes = {}
    for n, workers in [(16, 4), (17, 4), (33, 4), (100, 4), (1000, 4), (100, 2), (16, 1), (1, 8)]:
        with Pool(workers) as pool:
            sizes["%d/%d" % (n, workers)] = pool.map_async(square, range(n))._chunksize
    return sizes


def results(Pool):
    with Pool(2) as pool:
        return {
            "apply": pool.apply(add, (1, 2)),
            "map": pool.map(square, range(10)),
            "map a generator": pool.map(square, (x for x in range(5))),
            "map a string": pool.map(str.upper, "abc"),
            "map nothing": pool.map(square, []),
            "starmap": pool.starmap(add, [(1, 2), (3, 4)]),
            "starmap nothing": pool.starmap(add, []),
            "map with larger chunks than items": pool.map(square, range(3), chunksize=10),
            "a returned error is a result": type(pool.map(returned_error, [1])[0]).__name__ == "ValueError",
        }


def failures(Pool):
    with Pool(1) as pool:
        return {
            "apply": attempt(lambda: pool.apply(root, (-4,))),
            "map, first of several": attempt(lambda: pool.map(root, [4, -1, -2], chunksize=1)),
            "starmap": attempt(lambda: pool.starmap(root, [(9,), (-9,)])),
            "source of map": attempt(lambda: pool.map(square, failing_source(3))),
            "works afterwards": pool.apply(square, (3,)),
        }


def items_run_when_the_first_fails(Pool):
    with tempfile.TemporaryDirectory() as folder, Pool(4) as pool:
        log = os.path.join(folder, "log")
        open(log, "w").close()
        attempt(lambda: pool.map(note_and_fail_at_zero, [(log, i) for i in range(20)], chunksize=5))
        pool.close()
        pool.join()
        return sum(1 for _ in open(log))


def recycling(Pool):
    counts = {}
    for name, n, chunk, limit in [("8 in chunks of 2, limit 2", 8, 2, 2), ("100 in chunks of 1, limit 10", 100, 1, 10)]:
        with Pool(1, maxtasksperchild=limit) as pool:
            counts[name] = len(set(pool.map(pid, range(n), chunksize=chunk)))
    with Pool(1, maxtasksperchild=2) as pool:
        counts["six applies, limit 2"] = len({pool.apply(pid) for _ in range(6)})
    return counts


def states(Pool):
    outcomes = {}
    for steps in ["", "close", "terminate", "close close", "close terminate", "terminate close", "terminate terminate"]:
        pool = Pool(1)
        for step in steps.split():
            getattr(pool, step)()
        outcomes[steps or "nothing"] = {
            "apply": attempt(lambda: pool.apply(square, (2,))),
            "map": attempt(lambda: pool.map(square, [2])),
            "map, bad arguments too": attempt(lambda: pool.map(None, 17, chunksize="x")) if steps else None,
            "join": attempt(pool.join),
        }
        pool.terminate()
        pool.join()
    return outcomes


def options(Pool):
    return {
        "0 workers": attempt(lambda: Pool(0)),
        "-1 workers": attempt(lambda: Pool(-1)),
        "0 tasks per child": attempt(lambda: Pool(1, maxtasksperchild=0)),
        "-1 tasks per child": attempt(lambda: Pool(1, maxtasksperchild=-1)),
        "initializer no callable": attempt(lambda: Pool(1, initializer=5)),
    }


def async_results(Pool):
    with multiprocessing.Manager() as manager, Pool(1) as pool:
        event = manager.Event()
        result = pool.apply_async(wait_for, (event,))
        seen = {
            "ready at first": result.ready(),
            "successful at first": attempt(result.successful)["error"],
            "get(0)": attempt(lambda: result.get(0))["error"],
            "get(-1)": attempt(lambda: result.get(-1))["error"],
            "wait(0)": result.wait(0),
        }
        event.set()
        seen["get"] = result.get()
        seen["get again"] = result.get()
        seen["ready at last"] = result.ready()
        seen["successful at last"] = result.successful()
        failed = pool.apply_async(root, (-1,))
        failed.wait()
        seen["successful after a failure"] = failed.successful()
        errors = []
        for _ in range(2):
            try:
                failed.get()
            except ValueError as error:
                errors.append(error)
        seen["the same error each time"] = errors[0] is errors[1]
        empty = pool.map_async(square, [])
        seen["empty: ready, successful, value"] = [empty.ready(), empty.successful(), empty.get()]
        return seen


def callbacks(Pool):
    events = []
    with Pool(1) as pool:
        ready_inside = []
        box = []
        made = threading.Event()

        def look(_):
            made.wait()
            ready_inside.append(box[0].ready())

        box.append(pool.apply_async(square, (2,), callback=look))
        made.set()
        box[0].wait()
        pool.apply_async(square, (3,), callback=lambda v: events.append(["callback", v])).wait()
        pool.map_async(square, range(3), callback=lambda v: events.append(["map callback", v])).wait()
        pool.map_async(root, [4, -1, -2], chunksize=1, callback=lambda v: events.append("wrong"),
                       error_callback=lambda e: events.append(["error callback", str(e)])).wait()
        pool.map_async(square, [], callback=lambda v: events.append("wrong")).wait()
    return {"events": events, "ready inside": ready_inside}


CASES = [chunk_sizes, results, failures, items_run_when_the_first_fails, recycling, states, options, async_results,
         callbacks]

if __name__ == "__main__":
    Pool = multiprocessing.get_context("fork").Pool
    recorded = {"python": platform.python_version()}
    for case in CASES:
        recorded[case.__name__.replace("_", " ")] = case(Pool)
    json.dump(recorded, sys.stdout, indent=2)
    print()
