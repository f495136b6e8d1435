from array import array

from clock import check, timed

model = None


def load_model(weights):
    global model
    model = make_model(weights)


def make_model(weights):
    made, state = array("d"), 1
    for _ in range(weights):
        state = (state * 16_807) % 2_147_483_647
        made.append(state % 1_000)
    return made


def predict_with(made, steps, seed):
    total, at = 0.0, seed % len(made)
    for _ in range(steps):
        total += made[at]
        at = (at + 17) % len(made)
    return total


def predict(task):
    _, steps, seed = task
    return predict_with(model, steps, seed)


def load_and_predict(task):
    """The published way: each task loads the model."""
    weights, steps, seed = task
    return predict_with(make_model(weights), steps, seed)


def run(stage):
    weights, steps = stage.sizes["weights"], stage.sizes["steps"]
    batches = [(weights, steps, seed) for seed in range(stage.sizes["batches"])]

    def serial():
        made = make_model(weights)
        return [predict_with(made, steps, seed) for _, steps, seed in batches]

    def together():
        if stage.way == "initializer":
            return stage.open(initializer=load_model, initargs=(weights,)).map(predict, batches)
        return stage.open().map(load_and_predict, batches)

    expected, alone_ms = timed(serial)
    answers, together_ms = timed(together)
    check(answers == expected, "predictions")
    return alone_ms / together_ms
