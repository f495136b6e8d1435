from clock import check, rehearsed
from tasks import square


def run(stage):
    pool = stage.open()
    pool.map(square, range(50), 1)
    items = stage.sizes["items"]

    def work():
        seen = 0
        for each in pool.imap(square, (i for i in range(items))):
            check(each == seen * seen, "square")
            seen += 1
        check(seen == items, "length")

    _, ms = rehearsed(stage, work)
    return items / ms * 1000
