from clock import check, rehearsed
from tasks import square, swap


def run(stage):
    pool = stage.open()
    pool.map(square, range(50), 1)
    items = [{"a": i, "b": i + 0.5} for i in range(stage.sizes["items"])]
    swapped, ms = rehearsed(stage, lambda: pool.map(swap, items))
    check(len(swapped) == len(items), "length")
    check(all(p["a"] == i + 0.5 and p["b"] == i for i, p in enumerate(swapped)), "pairs")
    return ms
