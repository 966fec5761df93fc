"""What other processes do to a store while a test looks on: `store_worker.py JOB ADDRESS...`, one line a step.

One interpreter starts and forks, so that a job costs milliseconds and both writers start at the same moment.
"""

import os
import resource
import sys
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from data import engine
from data.store import Conflict, Store, StoreError

SAVES = 200
# Fills the pipe to a test that is slow to read, so that a writer is never done before it is killed.
PADDING = "." * 200


def document(number: int) -> dict[str, Any]:
    """A document of many pages, so that a save takes a while and half of one would show."""
    return {"number": number, "tiers": [{"up_to": row, "unit_price": f"0.{number:04}{row:08}"} for row in range(150)]}


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def at_once(*jobs: Callable[[], None]) -> list[int]:
    """Run jobs in processes of their own that start together; return how each ended, minus the signal if killed."""
    wait, go = os.pipe()
    children = [_forked(job, wait, go) for job in jobs]
    os.close(wait)
    os.close(go)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def _forked(job: Callable[[], None], wait: int, go: int) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.close(go)
        os.read(wait, 1)  # until the parent and all children have closed the other end
        job()
        code = 0
    except BaseException:  # noqa: BLE001  # whatever it was, this process must not become a second parent
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def saves(url: str, name: str) -> None:
    """Save many versions; each is told as soon as the store says that it is saved."""
    kept = Store(engine.opened(url))
    say("pid", os.getpid())
    for number in range(1, SAVES + 1):
        say("saved", kept.save("catalogue", name, document(number), parent=number - 1 or None).number, PADDING)


def race(url: str, author: str) -> None:
    """Save some versions of a table that others save too, looking again whenever they were first."""
    kept, parent = Store(engine.opened(url)), None
    for count in range(25):
        while True:
            try:
                state = kept.save("catalogue", "shared", {"count": count}, parent=parent, author=author)
                break
            except Conflict as conflict:
                parent = conflict.newest.number
        parent = state.number
        say("saved", author, state.number, count)


def start(url: str, author: str) -> None:
    """Open a database that may be empty, and save something."""
    kept = Store(engine.opened(url))
    kept.save("catalogue", author, {}, parent=None)


def limited(url: str) -> None:
    """Save until files may grow no more, and tell why it ended."""
    kept, number = Store(engine.opened(url)), 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    try:
        while number < SAVES:
            number = kept.save("catalogue", "x", document(number + 1), parent=number or None).number
            say("saved", number)
    except StoreError as error:
        say(error)


def look(url: str) -> None:
    """Open, read and write, and tell what came of each."""
    kept: list[Store] = []
    for step in (
        lambda: kept.append(Store(engine.opened(url))),
        lambda: kept[0].load("catalogue", "x").number,
        lambda: kept[0].save("catalogue", "x", {}, parent=1).number,
    ):
        try:
            say("fine", step())
        except StoreError as error:
            say(error)
            if not kept:
                return


def main(job: str, *urls: str) -> None:
    for turn, url in enumerate(urls):
        if job == "saves":
            say("ended", *at_once(partial(saves, url, f"turn {turn}")))
        elif job in TWICE:
            say("ended", *at_once(*(partial(TWICE[job], url, author) for author in ("Ann", "Bob"))))
        else:
            ONCE[job](url)


TWICE = {"race": race, "start": start}
ONCE = {"limited": limited, "look": look}
if __name__ == "__main__":
    main(*sys.argv[1:])
