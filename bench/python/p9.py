from clock import check
from tasks import square

LOOK_EVERY = 50_000


def resident():
    """Bytes of this process; the page size is asked for, not assumed."""
    import resource

    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def run(stage):
    pool = stage.open()
    pool.map(square, range(50), 1)
    items = stage.sizes["items"]
    first, most = resident(), 0
    seen = 0
    for each in pool.imap(square, (i for i in range(items))):
        if each != seen * seen:
            check(False, "square")
        seen += 1
        if seen % LOOK_EVERY == 0:
            most = max(most, resident())
    check(seen == items, "length")
    return (most - first) / 1e6
