from clock import check, rehearsed
from shared import squares


def run(stage):
    thing = squares(stage)
    times = stage.sizes["times"]

    def calls():
        for i in range(times):
            check(thing.of(i) == i * i, "the square")

    _, ms = rehearsed(stage, calls)
    return ms / times * 1000
