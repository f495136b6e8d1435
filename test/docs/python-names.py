"""Prints every public name of multiprocessing and of concurrent.futures, by section of docs/coming-from-python.md."""
import concurrent.futures as futures
import json
import multiprocessing as mp
from multiprocessing import (
    connection, context, dummy, managers, pool, process, queues, shared_memory, sharedctypes, synchronize,
)


def public(thing):
    return [name for name in dir(thing) if not name.startswith("_")]


def members(cls, base=object, of=None):
    """Public methods and properties that `base` has not, as `Class.name`."""
    return [f"{of or cls.__name__}.{name}" for name in public(cls) if not hasattr(base, name)]


ctx = mp.get_context()
Queue, JoinableQueue, SimpleQueue = (type(make()) for make in (ctx.Queue, ctx.JoinableQueue, ctx.SimpleQueue))
sections = {
    "multiprocessing": [*mp.__all__, *public(context.BaseContext), *public(context.DefaultContext),
                        *dummy.__all__, *process.__all__],
    "multiprocessing.Process": members(mp.Process, of="Process"),
    "multiprocessing.pool": [*pool.__all__, *members(pool.Pool), *members(pool.AsyncResult, of="AsyncResult")],
    "multiprocessing.queues": [*queues.__all__, *members(Queue), *members(JoinableQueue, Queue), *members(SimpleQueue)],
    "multiprocessing.synchronize": [
        *synchronize.__all__, *members(synchronize.Lock), *members(synchronize.Semaphore),
        *members(synchronize.Condition), *members(synchronize.Event), *members(synchronize.Barrier)],
    "multiprocessing.connection": [
        *connection.__all__, *members(connection.Connection), *members(connection.Listener)],
    "multiprocessing.managers": [
        *managers.__all__, *members(managers.BaseManager), *members(managers.SyncManager, managers.BaseManager),
        "BaseManager.shutdown",  # comes with start()
        *members(managers.SharedMemoryManager, managers.BaseManager)],
    "multiprocessing.shared_memory": [
        *shared_memory.__all__, *members(shared_memory.SharedMemory), *members(shared_memory.ShareableList)],
    "multiprocessing.sharedctypes": [
        *sharedctypes.__all__, *members(sharedctypes.Synchronized), *members(sharedctypes.SynchronizedArray),
        *members(sharedctypes.SynchronizedString)],
    "concurrent.futures": [
        *futures.__all__, *members(futures.Executor), *members(futures.ProcessPoolExecutor), *members(futures.Future)],
}
print(json.dumps({name: sorted(set(names)) for name, names in sections.items()}))
