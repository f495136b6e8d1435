from clock import check, timed
from tasks import spin, square

PATIENCE_MS = 2
state = {"documents": 0, "counts": {}}


def add_to(counts, text):
    for word in text.split(" "):
        for length in range(1, len(word) + 1):
            prefix = word[:length]
            counts[prefix] = counts.get(prefix, 0) + 1


def add_document(text):
    add_to(state["counts"], text)
    state["documents"] += 1


def take_counts(patience_ms):
    global state
    spin(patience_ms)
    taken = state
    state = {"documents": 0, "counts": {}}
    return taken


def accumulate(task):
    """The published way: the state comes with the task and goes back with the result."""
    counts, text = task
    add_to(counts, text)
    return counts


def merge(whole, part):
    for prefix, count in part.items():
        whole[prefix] = whole.get(prefix, 0) + count


def base26(n):
    digits = "0123456789abcdefghijklmnop"
    text = ""
    while True:
        n, digit = divmod(n, 26)
        text = digits[digit] + text
        if n == 0:
            return text


def make_documents(count, words):
    seed = 42

    def following():
        nonlocal seed
        seed = (seed * 16_807) % 2_147_483_647
        return seed

    def word():
        text = base26(following() % 5_000) * 3
        return text[: 3 + following() % 7]

    return [" ".join(word() for _ in range(words)) for _ in range(count)]


def in_the_workers(pool, workers, documents):
    pool.map(add_document, documents)
    whole, missing = {}, len(documents)
    while missing > 0:
        for part in pool.map(take_counts, [PATIENCE_MS] * workers, 1):
            merge(whole, part["counts"])
            missing -= part["documents"]
    return whole


def with_the_tasks(pool, workers, documents):
    states = [{} for _ in range(workers)]
    for first in range(0, len(documents), workers):
        batch = documents[first : first + workers]
        updated = pool.map(accumulate, list(zip(states, batch)), 1)
        states[: len(updated)] = updated
    whole = {}
    for counts in states:
        merge(whole, counts)
    return whole


def run(stage):
    documents = make_documents(stage.sizes["documents"], stage.sizes["words"])

    def serial():
        counts = {}
        for text in documents:
            add_to(counts, text)
        return counts

    expected, alone = timed(serial)
    pool = stage.open()
    pool.map(square, range(50), 1)
    way = in_the_workers if stage.way == "initializer" else with_the_tasks
    counts, together = timed(lambda: way(pool, stage.sizes["workers"], documents))
    check(counts == expected, "counts")
    return alone / together
