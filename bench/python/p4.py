from clock import check, rehearsed
from tasks import square


def run(stage):
    pool = stage.open()
    pool.map(square, range(50), 1)

    def trips(count):
        for i in range(count):
            check(pool.apply(square, (i,)) == i * i, "square")

    _, ms = rehearsed(stage, lambda: trips(stage.sizes["trips"]))
    return ms / stage.sizes["trips"] * 1000
