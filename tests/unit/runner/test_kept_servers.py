"""Servers of an execution that waits: taken up again, or ended with it, with time, or with the runner."""

from __future__ import annotations

from stigmer_desktop.runner.kept_servers import KeptServers
from tests.waiting import until


class Server:
    """A server that notes its end."""

    def __init__(self, *, alive: bool = True) -> None:
        self.is_alive = alive
        self.ended = False

    async def end(self) -> None:
        self.is_alive = False
        self.ended = True


async def test_what_was_started_alike_is_taken_up_again_once() -> None:
    kept, same, other, dead = KeptServers(), Server(), Server(), Server(alive=False)
    kept.keep("aex-1", {"same": same, "other": other, "dead": dead})
    assert kept.holds("aex-1")
    assert kept.take("aex-2", ["same"]) == {}
    assert kept.take("aex-1", ["same", "dead", "new"]) == {"same": same}
    assert not kept.holds("aex-1")
    await kept.close()
    assert (same.ended, other.ended, dead.ended) == (False, True, True)
    assert kept.take("aex-1", ["same"]) == {}


async def test_after_a_while_they_end_by_themselves() -> None:
    kept, server = KeptServers(seconds=0.01), Server()
    kept.keep("aex-1", {"a": server})
    await until(lambda: server.ended)
    assert not kept.holds("aex-1")


async def test_they_end_with_their_execution_and_with_the_runner() -> None:
    kept, first, second = KeptServers(), Server(), Server()
    kept.keep("aex-1", {"a": first})
    kept.keep("aex-2", {"a": second})
    kept.drop("aex-1")
    await until(lambda: first.ended)
    assert not second.ended
    await kept.close()
    assert second.ended


async def test_only_so_many_executions_keep_theirs() -> None:
    kept, servers = KeptServers(most=2), [Server() for _ in range(3)]
    for number, server in enumerate(servers):
        kept.keep(f"aex-{number}", {"a": server})
    await until(lambda: servers[0].ended)
    assert [server.ended for server in servers] == [True, False, False]
    await kept.close()
