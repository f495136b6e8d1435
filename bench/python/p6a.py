from clock import check, rehearsed
from tasks import echo, square

MIB = 1024 * 1024


def run(stage):
    pool = stage.open()
    pool.map(square, range(50), 1)
    count = stage.sizes["buffers"]
    buffers = [bytes([i % 256]) * MIB for i in range(count)]
    echoes, ms = rehearsed(stage, lambda: pool.map(echo, buffers, 1))
    check(echoes == buffers, "bytes")
    return count / ms * 1000
