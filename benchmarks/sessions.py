"""Visitors without a browser: websocket clients that speak Streamlit's protocol and move the home page's slider."""

import asyncio
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60
THINKING = 2.0


@dataclass
class Session:
    """One visitor: the page and the slider that it was told of."""

    socket: ClientConnection
    page: str = ""
    slider: str = ""
    high: float = 0.0
    step: float = 1.0
    failed: list[str] = field(default_factory=list)

    async def rerun(self, value: float | None = None) -> float:
        """Ask for the page, the slider at a value, and return the seconds until its script has finished."""
        question = BackMsg()
        question.rerun_script.page_script_hash = self.page
        if value is not None:
            state = question.rerun_script.widget_states.widgets.add()
            state.id = self.slider
            state.double_array_value.data.append(value)
        start = perf_counter()
        await self.socket.send(question.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while not self.hear(await self.socket.recv()):
                pass
        return perf_counter() - start

    def hear(self, answer: bytes | str) -> bool:
        """Take in one message; whether it says that the script has finished."""
        message = ForwardMsg()
        message.ParseFromString(answer if isinstance(answer, bytes) else answer.encode())
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page = message.new_session.page_script_hash
        if kind == "delta":
            element = message.delta.new_element
            if element.WhichOneof("type") == "slider":
                self.slider, self.high, self.step = element.slider.id, element.slider.max, element.slider.step
            if element.WhichOneof("type") == "exception":
                self.failed.append(element.exception.message)
        return kind == "script_finished"

    def somewhere(self, dice: Random) -> float:
        """A place on the slider."""
        return dice.randrange(round(self.high / self.step) + 1) * self.step


async def opened(address: str) -> Session:
    """A session whose home page is there."""
    socket = await connect(
        f"{address.replace('http', 'ws')}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]  # a Subprotocol is a str
        origin=address,  # type: ignore[arg-type]  # an Origin is a str
        max_size=None,
    )
    session = Session(socket)
    await session.rerun()
    if not session.slider:
        raise SystemExit("The home page has no slider to move.")
    return session


async def alone(address: str, runs: int, seed: int) -> list[float]:
    """Return the seconds that each rerun takes while nobody else is there."""
    session, dice = await opened(address), Random(seed)
    for _ in range(5):
        await session.rerun(session.somewhere(dice))
    times = [await session.rerun(session.somewhere(dice)) for _ in range(runs)]
    await closed(session)
    return times


async def together(address: str, sessions: int, seconds: float, seed: int) -> list[float]:
    """Return the seconds that each rerun takes while many sessions move the slider every two seconds."""
    visitors = [await opened(address) for _ in range(sessions)]
    end = perf_counter() + seconds
    rows = await asyncio.gather(*(_moves(visitor, end, Random(seed + i)) for i, visitor in enumerate(visitors)))
    for visitor in visitors:
        await closed(visitor)
    return [time for row in rows for time in row]


async def _moves(session: Session, end: float, dice: Random) -> list[float]:
    await asyncio.sleep(dice.uniform(0, THINKING))
    times = []
    while perf_counter() < end:
        times.append(await session.rerun(session.somewhere(dice)))
        await asyncio.sleep(max(0.0, THINKING - times[-1]))
    return times


async def closed(session: Session) -> None:
    """Leave; a page that showed an error is no measurement."""
    await session.socket.close()
    if session.failed:
        raise SystemExit(f"The page failed: {session.failed[0]}")
