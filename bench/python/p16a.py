from shared import inside, lock, make


def run(stage):
    return inside(stage, lock, make(stage, "Lock"))
