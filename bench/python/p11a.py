from array import array

from clock import check, timed
from tasks import square

inherited = None


def inherit(image):
    global inherited
    inherited = image


def convolve(task):
    """The strongest response of the filter at every `stride`th place of the image."""
    image, (f0, f1, f2, f3), stride = task
    strongest = float("-inf")
    for i in range(3, len(image), stride):
        response = f0 * image[i - 3] + f1 * image[i - 2] + f2 * image[i - 1] + f3 * image[i]
        if response > strongest:
            strongest = response
    return strongest


def convolve_inherited(task):
    return convolve((inherited, *task))


def make_image(length):
    """As `workloads/convolution.ts` makes it, place by place: the values repeat after 10,007 of them."""
    values = array("d", ((i * 7919) % 10_007 for i in range(10_007)))
    return (values * (length // len(values) + 1))[:length]


def run(stage):
    length = stage.sizes["megabytes"] * 1024 * 1024 // 8
    stride = stage.sizes["stride"]
    image = make_image(length)
    filters = [(1 + k, -2, 3, -(k % 5)) for k in range(stage.sizes["filters"])]
    expected, alone = timed(lambda: [convolve((image, each, stride)) for each in filters])

    if stage.way == "initializer":
        pool = stage.open(initializer=inherit, initargs=(image,))
        work, tasks = convolve_inherited, [(each, stride) for each in filters]
    else:
        pool = stage.open()
        work, tasks = convolve, [(image, each, stride) for each in filters]
    pool.map(square, range(50), 1)
    answers, together = timed(lambda: pool.map(work, tasks, 1))
    check(answers == expected, "responses")
    return alone / together
