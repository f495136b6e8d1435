from clock import check, timed
from tasks import spin, square


def run(stage):
    pool = stage.open()
    pool.map(square, range(50), 1)
    count, short = stage.sizes["items"], stage.sizes["shortMicroseconds"] / 1000
    long = -(-count // 100)
    items = [short] * (count - long) + [short * 100] * long
    answers, ms = timed(lambda: pool.map(spin, items))
    check(answers == items, "answers")
    return ms / (sum(items) / stage.sizes["workers"])
