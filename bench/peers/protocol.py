"""What both workers share: how they are spoken to, and the data.

Requests come as lines of JSON on standard input, answers go as lines of JSON to standard output. A worker ends when
its standard input does.
"""

import json
import os
import signal
import sys
import time

import numpy

LATENT = 100
PIXELS = 784


def serve(handlers):
    """Answers requests `{"do": name, ...}` by `handlers[name](...)`, which returns what to answer.

    Every answer says in `idleSeconds` how much processor time was used between the last answer and this request: a
    worker that waits while another one is timed must take none.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # What libraries print is not an answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent closes our input.
    rested = time.process_time()
    for line in sys.stdin:
        idle = time.process_time() - rested
        request = json.loads(line)
        try:
            answer = handlers[request.pop("do")](**request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        rested = time.process_time()
        print(json.dumps({**answer, "idleSeconds": idle}), file=answers, flush=True)


def pictures(path, low, high):
    """All pictures of an IDX file as float32 `[count, 784]` in `[low, high]`, in the file's order."""
    pixels = numpy.fromfile(path, numpy.uint8, offset=16).reshape(-1, PIXELS)
    return pixels.astype(numpy.float32) * numpy.float32((high - low) / 255) + numpy.float32(low)


def write(path, array):
    """An array over an `.npy` file that is there."""
    with open(path, "r+b") as file:
        numpy.save(file, array)


def repeated(work, seconds):
    """Calls `work` until `seconds` have passed.

    Returns how often it was called, the seconds that took (the last call is finished), and what it returned last.
    """
    count, begin = 0, time.perf_counter()
    while True:
        last = work()
        count += 1
        passed = time.perf_counter() - begin
        if passed >= seconds:
            return count, passed, last
