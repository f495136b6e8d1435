from clock import check, timed
from tasks import square


def run(stage):
    pool = stage.open()
    pool.map(square, range(50), 1)

    def trips(count):
        for i in range(count):
            check(pool.apply(square, (i,)) == i * i, "square")

    trips(stage.sizes["warmUp"])
    _, ms = timed(lambda: trips(stage.sizes["trips"]))
    return ms / stage.sizes["trips"] * 1000
