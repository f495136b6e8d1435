from clock import check, rehearsed
from tasks import square


def run(stage):
    pool = stage.open()
    pool.map(square, range(50), 1)
    items = list(range(stage.sizes["items"]))
    squares, ms = rehearsed(stage, lambda: pool.map(square, items))
    check(all(each == i * i for i, each in enumerate(squares)), "squares")
    check(len(squares) == len(items), "length")
    return ms
