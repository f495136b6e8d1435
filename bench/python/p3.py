from clock import check, rehearsed
from tasks import square


def run(stage):
    pool = stage.open()
    pool.map(square, range(50), 1)
    tasks = stage.sizes["tasks"]

    def work():
        running = [pool.apply_async(square, (i,)) for i in range(tasks)]
        return [each.get() for each in running]

    squares, ms = rehearsed(stage, work)
    check(all(each == i * i for i, each in enumerate(squares)), "squares")
    return tasks / ms * 1000
