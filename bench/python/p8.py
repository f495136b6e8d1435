from clock import check, timed
from tasks import factorial, square


def run(stage):
    items = [stage.sizes["n"]] * stage.sizes["items"]
    few = items[: stage.sizes["rehearsals"]]
    for n in few:
        factorial(n)
    expected, alone = timed(lambda: [factorial(n) for n in items])
    pool = stage.open()
    pool.map(square, range(50), 1)
    pool.map(factorial, few)
    answers, together = timed(lambda: pool.map(factorial, items))
    check(answers == expected, "factorials")
    return alone / together
