from shared import inside, make, queue


def run(stage):
    return inside(stage, queue, make(stage, "Queue"))
