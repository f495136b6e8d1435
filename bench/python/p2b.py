from clock import check, rehearsed
from tasks import square, turn


def run(stage):
    pool = stage.open()
    pool.map(square, range(50), 1)
    items = [place(i) for i in range(stage.sizes["items"])]
    turned, ms = rehearsed(stage, lambda: pool.map(turn, items))
    check(len(turned) == len(items), "length")
    check(all(p["id"] == i and p["at"] == {"x": i / 2, "y": -i} for i, p in enumerate(turned)), "places")
    return ms


def place(i):
    return {"id": i, "name": f"place {i}", "tags": ["a", f"b{i % 7}"], "at": {"x": i, "y": i / 2}}
