"""What the workers are asked to do: the counterpart of tasks.ts."""

import time


def square(x):
    return x * x


def swap(pair):
    return {"a": pair["b"], "b": pair["a"]}


def turn(place):
    x, y = place["at"]["x"], place["at"]["y"]
    return {"id": place["id"], "name": place["name"], "tags": place["tags"], "at": {"x": y, "y": -x}}


def echo(value):
    return value


def factorial(n):
    product = 1
    for i in range(2, n + 1):
        product *= i
    return product % 1_000_003


def spin(ms):
    end = time.perf_counter() + ms / 1000
    while time.perf_counter() < end:
        pass
    return ms
