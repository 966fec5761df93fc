"""Runs of the Rebalancing page: kept within a bound, shared by sessions, long."""

from threading import Thread

from data import policies
from pages.parts.lab import runs
from pages.parts.lab.runs import Run, Shelf
from tests.pages.lab import LAB, QUARTER, STEADY, daily, looked, outcome
from tests.pages.opening import lead, opened


def test_runs_are_kept_within_a_bound_by_all_sessions() -> None:
    made = [Run(outcome(daily(STEADY), name)) for name in policies.names()[:3]]
    shelf = Shelf(most=2 * max(run.size for run in made))
    for name, run in enumerate(made):
        assert shelf.keep(name, run) is run
    assert [shelf.get(name) for name in range(3)] == [None, *made[1:]]
    assert shelf.keep(1, made[0]) is made[1]  # another session was first
    shelf.keep(3, made[0])  # 1 was used last
    assert [shelf.get(name) for name in range(4)] == [None, made[1], None, made[0]]
    assert made[0].size > made[0].outcome.book.units.nbytes == 2 * QUARTER * 8
    tiny = Shelf(most=1)
    assert tiny.keep(0, made[0]) is made[0]  # the latest is always there
    assert tiny.get(0) is made[0]


def test_sessions_share_the_shelf_safely() -> None:
    run = Run(outcome(daily(STEADY), "sustained"))
    shelf, failures = Shelf(most=run.size * 3), list[BaseException]()

    def work(seed: int) -> None:
        try:
            for step in range(300):
                shelf.keep((seed * step) % 7, run)
                assert shelf.get(step % 7) in (None, run)
        except BaseException as error:  # noqa: BLE001  # told to the test's own thread
            failures.append(error)

    threads = [Thread(target=work, args=(seed,)) for seed in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(shelf) <= 3


def test_a_long_run_comes_to_its_end() -> None:
    app = opened(LAB, usage="made-7-1500-365", look="the book")
    assert lead(app).startswith("1,500 customers, ")
    assert not app.get("progress")
    assert runs.TOLD < 1500 * 365
    looked(app, "one customer")
    listed = app.selectbox(key="_customer_pick").options
    assert len(listed) == 1000
    rest = next(name for i in range(1, 1500) if (name := f"customer-{i:06}") not in listed)
    assert lead(opened(LAB, usage="made-7-1500-365", customer=rest)).startswith(f"{rest} ")
