"""What P16 has in common: loops in a worker, over an object that the pool's initializer has left there."""

import multiprocessing
from multiprocessing.managers import BaseManager

from clock import check, rehearsed

given = None


class Squares:
    def of(self, x):
        return x * x


class Manager(BaseManager):
    pass


Manager.register("Squares", Squares)


def keep(thing):
    global given
    given = thing


def lock(times):
    for _ in range(times):
        given.acquire()
        given.release()
    return times


def queue(times):
    for i in range(times):
        given.put(i)
        check(given.get() == i, "the item")
    return times


def put_many(times):
    for i in range(times):
        given.put(i)


def proxy(times):
    for i in range(times):
        check(given.of(i) == i * i, "the square")
    return times


def make(stage, name):
    """The object of that name: of the module, or of a manager that lives as long as the stage."""
    if stage.way != "manager":
        return getattr(stage.context, name)()
    manager = multiprocessing.Manager()
    stage.pools.append(Ended(manager))
    return getattr(manager, name)()


def squares(stage):
    manager = Manager()
    manager.start()
    stage.pools.append(Ended(manager))
    return manager.Squares()


class Ended:
    """A manager, ended as pools are."""

    def __init__(self, manager):
        self.manager = manager

    def terminate(self):
        self.manager.shutdown()

    def join(self):
        pass


def inside(stage, work, thing):
    times = stage.sizes["times"]
    pool = stage.open(initializer=keep, initargs=(thing,))
    done, ms = rehearsed(stage, lambda: pool.apply(work, (times,)))
    check(done == times, "how many were done")
    return ms / times * 1000
