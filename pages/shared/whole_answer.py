"""An answer of the app below as a whole, for middleware that changes what it says."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope


async def whole_answer(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """The message an answer starts with, and all of its body: held in memory, so for small files alone."""
    held: list[Message] = []

    async def hold(message: Message) -> None:
        held.append(message)

    await app(scope, receive, hold)
    return held[0], b"".join(message.get("body", b"") for message in held)
