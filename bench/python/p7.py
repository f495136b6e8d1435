from clock import check, timed
from tasks import square


def run(stage):
    def work():
        pool = stage.open_own()
        squares = pool.map(square, [3, 4])
        pool.terminate()
        pool.join()
        return squares

    squares, ms = timed(work)
    check(squares == [9, 16], "squares")
    return ms
