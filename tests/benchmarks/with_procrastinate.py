"""The same work by procrastinate, in an environment of its own: `with_procrastinate.py CONNINFO PEER_URL JOBS AT_ONCE`.

It makes its schema, writes the jobs, and then one worker drains them; nothing of ours is imported here.
"""

from __future__ import annotations

import asyncio
import sys

import aiohttp
import procrastinate  # type: ignore[import-not-found]


async def main(conninfo: str, peer_url: str, jobs: int, at_once: int) -> None:
    """Have so many jobs done by the peer."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo))
    async with aiohttp.ClientSession() as session, app.open_async():

        async def put(key: str) -> None:
            async with session.put(f"{peer_url}/effects/{key}") as response:
                response.raise_for_status()

        task = app.task(name="put")(put)
        await app.schema_manager.apply_schema_async()
        for start in range(0, jobs, 1000):
            await task.batch_defer_async(*({"key": f"{n}"} for n in range(start, min(start + 1000, jobs))))
        await app.run_worker_async(concurrency=at_once, wait=False, install_signal_handlers=False)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
