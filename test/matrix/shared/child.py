"""One case of CPython's, in a process of its own: child.py <cpython | manager> <case>. Prints the cell."""

import json
import multiprocessing as mp
import os
import sys
import time


def own(name, *args):
    return getattr(MANAGER or mp, name)(*args)


def report(grade, text):
    print(json.dumps({"grade": grade, "text": text}), flush=True)


def killed(target, *args):
    """Runs a process until it has done what it is to do, and kills it."""
    done = mp.Event()
    child = mp.Process(target=target, args=(done, *args), daemon=True)
    child.start()
    done.wait()
    time.sleep(0.2)  # until it waits
    child.kill()
    child.join()


def hold(done, lock):
    lock.acquire()
    done.set()
    time.sleep(60)


def get(done, queue):
    done.set()
    queue.get()


def come_never(done, _barrier):
    done.set()
    time.sleep(60)


def lockHolderDies():
    lock = own("Lock")
    killed(hold, lock)
    lock.acquire()
    report("lossy", "yes, and is not told")


def getterDies():
    queue = own("Queue")
    killed(get, queue)
    queue.put(1)
    report("right", "yes") if queue.get() == 1 else report("lossy", "another item")


def partyDies():
    barrier = own("Barrier", 2)
    killed(come_never, barrier)
    try:
        barrier.wait()
        report("lossy", "goes on")
    except Exception as error:
        report("right", type(error).__name__)


def ownerDies():
    lock = own("Lock")
    os.kill(MANAGER._process.pid, 9)
    MANAGER._process.join()
    try:
        lock.acquire()
        report("lossy", "goes on")
    except Exception as error:
        report("right", type(error).__name__)


def programDies():
    print(json.dumps({"pids": [MANAGER._process.pid]}), flush=True)
    time.sleep(60)


if __name__ == "__main__":
    _, column, case = sys.argv
    MANAGER = mp.Manager() if column == "manager" else None
    globals()[case]()
    os._exit(0)
