"""Collects what a harness reports and sends it on: what is new, seldom enough, in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping

from stigmer_desktop.api.desktop import AppendStatusRequest, MessageAt, ModelUsage
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_PHASE_UNSPECIFIED,
    ExecutionPhase,
    MessageType,
    SubAgentExecution,
    TodoItem,
    ToolCall,
)
from stigmer_desktop.api.message_facts import BROKEN_OFF
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.runner.answer_piece import TokenCount
from stigmer_desktop.runner.harness import ExecutionFailed
from stigmer_desktop.runner.reported_message import ReportedMessage, now, whole_text
from stigmer_desktop.runner.server_calls import ServerRefused
from stigmer_desktop.runner.server_link import LeaseLost, ServerLink, StoppedByUser

INTERVAL = 0.15
# Each report carries a growing message whole, so a very long one is sent less often.
BYTES_PER_SECOND = 2_000_000
LONGEST_MESSAGE = 16_000_000
LAST_REPORT_SECONDS = 0.8


class StatusReport:
    """The report on one execution. Its `run` sends; `finish` or `abandon` is the end of it."""

    def __init__(
        self,
        link: ServerLink,
        execution_id: str,
        attempt: int,
        *,
        on_broken: Callable[[Exception], None],
        interval: float = INTERVAL,
        used: Iterable[ModelUsage] = (),
    ) -> None:
        """Takes where to send, for which lease, and whom to tell when reports are no longer taken.

        `on_broken` gets LeaseLost, ServerRefused or StoppedByUser, once. `used` is what earlier attempts
        have used: a report of usage replaces what is stored.
        """
        self._link = link
        self._execution_id = execution_id
        self._attempt = attempt
        self._on_broken = on_broken
        self._interval = interval
        self._messages: list[ReportedMessage] = []
        self._changed_messages: set[int] = set()
        self._tool_calls: dict[str, ToolCall] = {}
        self._sub_agents: dict[str, SubAgentExecution] = {}
        self._todos: Mapping[str, TodoItem] = {}
        self._has_checkpoint = False
        self._model = ""
        self._usage: dict[str, ModelUsage] = {}
        for each in used:
            self._usage[each.model] = ModelUsage()
            self._usage[each.model].CopyFrom(each)
        self._usage_changed = False
        self._warnings: list[str] = []
        self._warned: set[str] = set()
        self._settled: list[str] = []
        self._changed = asyncio.Event()
        self._hurried = asyncio.Event()
        self._sending = asyncio.Lock()

    def open_message(self, kind: MessageType.ValueType) -> int:
        self._messages.append(ReportedMessage(kind, now()))
        return self._message_changed(len(self._messages) - 1)

    def extend_message(self, place: int, text: str) -> None:
        message = self._messages[place]
        message.size += len(text)
        if message.size > LONGEST_MESSAGE:
            raise ExecutionFailed(
                f"The answer grew past {LONGEST_MESSAGE:,} characters and was stopped. "
                "Ask for less at a time."
            )
        message.parts.append(text)
        self._message_changed(place)

    def close_message(self, place: int) -> None:
        self._messages[place].close()
        self._message_changed(place)

    def annotate(self, place: int, **facts: str | bool) -> None:
        self._messages[place].facts.update(facts)
        self._message_changed(place)

    def note_tokens(self, place: int, tokens: TokenCount) -> None:
        self._messages[place].tokens = tokens
        self._message_changed(place)

    def place_calls(self, place: int, calls: list[ToolCall]) -> None:
        self._messages[place].calls = calls
        self._message_changed(place)

    def put_tool_call(self, call: ToolCall) -> None:
        self._tool_calls[call.id] = call
        self._changed.set()

    def put_sub_agent(self, agent: SubAgentExecution) -> None:
        self._sub_agents[agent.id] = agent
        self._changed.set()

    def put_todos(self, todos: Mapping[str, TodoItem]) -> None:
        self._todos = todos
        self._changed.set()

    def hurry(self) -> None:
        self._hurried.set()

    def note_checkpoint(self) -> None:
        self._has_checkpoint = True
        self._changed.set()

    async def deliver(self) -> ExecutionPhase.ValueType:
        """Sends all that was reported; returns the phase after that.

        Raises:
            LeaseLost: the execution is no longer ours.
            ServerRefused: the report was refused.
        """
        self.close_messages()
        async with self._sending:
            return (await self._link.append(self._pending())).phase

    def name_model(self, model: str) -> None:
        self._model = model
        self._changed.set()

    def count_usage(self, usage: ModelUsage) -> None:
        # One call without a price makes the sum one without.
        first = ModelUsage(model=usage.model, cost_known=usage.cost_known)
        total = self._usage.setdefault(usage.model, first)
        total.cost += usage.cost
        total.cost_known = total.cost_known and usage.cost_known
        total.calls += usage.calls
        total.input_tokens += usage.input_tokens
        total.output_tokens += usage.output_tokens
        total.cached_input_tokens += usage.cached_input_tokens
        self._usage_changed = True
        self._changed.set()

    def warn(self, sentence: str) -> None:
        if sentence not in self._warned:
            self._warned.add(sentence)
            self._warnings.append(sentence)
            self._changed.set()

    def settle(self, sentence: str) -> None:
        self._warned.discard(sentence)
        if sentence in self._warnings:
            self._warnings.remove(sentence)
        else:
            self._settled.append(sentence)
            self._changed.set()

    async def run(self) -> None:
        """Sends what is reported until it is cancelled, or the server no longer takes it."""
        while True:
            await self._changed.wait()
            async with self._sending:
                request = self._pending()
                try:
                    answer = await self._link.append(request)
                except (LeaseLost, ServerRefused) as error:
                    self._on_broken(error)
                    return
            if answer.phase == EXECUTION_CANCELLED:
                self._on_broken(StoppedByUser("cancelled"))
                return
            if is_terminal(answer.phase):
                self._on_broken(LeaseLost("the execution has ended"))
                return
            await self._pause(request.ByteSize() / BYTES_PER_SECOND)

    async def finish(self, phase: ExecutionPhase.ValueType, error: str = "") -> None:
        """Sends the rest together with the phase that ends the execution.

        Raises:
            LeaseLost: the execution is no longer ours.
            ServerRefused: the report was refused.
        """
        self.close_messages()
        async with self._sending:
            await self._link.append(self._pending(phase, whole_text(error)))

    def close_messages(self) -> None:
        """Closes what still grows."""
        for place, message in enumerate(self._messages):
            if message.streaming:
                self.close_message(place)

    async def abandon(self) -> None:
        """Sends what has come so far, if that is quickly done, and leaves the phase as it is."""
        for place, message in enumerate(self._messages):
            if message.streaming:
                self.annotate(place, **{BROKEN_OFF: True})
        self.close_messages()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_REPORT_SECONDS), self._sending:
                if self._changed.is_set():
                    await self._link.append_once(self._pending(), LAST_REPORT_SECONDS)

    async def _pause(self, shortest: float) -> None:
        """Waits until the next report may go out; a hurried one goes at once, a very large one never."""
        await asyncio.sleep(shortest)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, self._interval - shortest)):
                await self._hurried.wait()

    def _message_changed(self, place: int) -> int:
        self._changed_messages.add(place)
        self._changed.set()
        return place

    def _pending(
        self, phase: ExecutionPhase.ValueType = EXECUTION_PHASE_UNSPECIFIED, error: str = ""
    ) -> AppendStatusRequest:
        """What has changed since the last call of this."""
        self._changed.clear()
        self._hurried.clear()
        request = AppendStatusRequest(
            execution_id=self._execution_id,
            attempt=self._attempt,
            messages=[
                MessageAt(index=place, message=self._messages[place].snapshot())
                for place in sorted(self._changed_messages)
            ],
            tool_calls=self._tool_calls.values(),
            sub_agent_executions=self._sub_agents.values(),
            todos=self._todos,
            has_checkpoint=self._has_checkpoint,
            model=whole_text(self._model),
            warnings=self._warnings,
            settled_warnings=self._settled,
            phase=phase,
            error=error,
        )
        if self._usage_changed:
            request.usage.models.extend(self._usage.values())
        self._changed_messages.clear()
        self._tool_calls.clear()
        self._sub_agents.clear()
        self._todos = {}
        self._has_checkpoint = False
        self._warnings, self._settled = [], []
        self._usage_changed = False
        return request
