"""The plain harness: asks the model once and passes on its answer."""

from __future__ import annotations

from stigmer_desktop.api.desktop import ModelUsage
from stigmer_desktop.api.execution import MESSAGE_AI, MESSAGE_THINKING, MessageType
from stigmer_desktop.runner.chat_model import ChatModel, Piece, TokenCount
from stigmer_desktop.runner.harness import Assignment, ExecutionFailed, Report
from stigmer_desktop.runner.model_endpoint import ModelEndpoint, Timeouts
from stigmer_desktop.runner.model_failure import ContextTooLong, ModelFailure, empty_failure
from stigmer_desktop.runner.prompt import Prompt, PromptTooLong, fitted
from stigmer_desktop.runner.providers import Providers

LEFT_OUT = "The model did not see the oldest messages of this session: its window is too small for all."


class ReplyHarness:
    """Answers each execution with one answer of the chosen model; no tools."""

    def __init__(self, providers: Providers, timeouts: Timeouts | None = None) -> None:
        self._providers = providers
        self._timeouts = timeouts or Timeouts()

    async def run(self, assignment: Assignment, report: Report) -> None:
        """Asks the model with the session's conversation and reports its answer as it comes.

        Raises:
            ExecutionFailed: the model did not answer, or not to the end.
        """
        try:
            async with (
                self._providers.endpoint(assignment.model) as endpoint,
                ChatModel(endpoint, self._timeouts) as model,
            ):
                prompt = await self._prompt(assignment, model)
                await self._reply(prompt, model, report)
        except ModelFailure as failure:
            raise ExecutionFailed(str(failure)) from None

    async def _prompt(self, assignment: Assignment, model: ChatModel) -> Prompt:
        """The prompt for `assignment`, cut to the window where its size is known beforehand."""
        instructions = assignment.agent.spec.instructions
        question = assignment.execution.spec.message
        prompt = Prompt.of(instructions, assignment.conversation, question)
        endpoint = model.endpoint
        if endpoint.context_tokens is None:
            return prompt
        answer = endpoint.answer_tokens or 0
        try:
            return await fitted(prompt, endpoint.context_tokens - answer, model.count_tokens)
        except PromptTooLong as problem:
            size = problem.tokens + answer if problem.tokens else None
            raise ContextTooLong(endpoint.place, endpoint.model, endpoint.context_tokens, size) from None

    async def _reply(self, prompt: Prompt, model: ChatModel, report: Report) -> None:
        """Asks; where the model finds the conversation too long, again with its newer half."""
        while True:
            answer = _Answer(model.endpoint, report)
            try:
                if prompt.left_out:
                    report.warn(LEFT_OUT)
                async for piece in model.answer(prompt.messages()):
                    answer.take(piece)
                answer.complete()
                return
            except ContextTooLong:
                if not prompt.earlier or answer.begun:
                    raise
                prompt = prompt.without_oldest((len(prompt.earlier) + 1) // 2)
            finally:
                answer.close()


class _Answer:
    """Turns the pieces of one answer into messages: a new one where thinking and text change over."""

    def __init__(self, endpoint: ModelEndpoint, report: Report) -> None:
        self._endpoint = endpoint
        self._report = report
        self._open: tuple[MessageType.ValueType, int] | None = None
        self._model = ""
        self._tokens: TokenCount | None = None
        self._finish = ""
        self._has_text = False
        self.begun = False

    def take(self, piece: Piece) -> None:
        if not self.begun:
            self.begun = True
            self._model = piece.model or self._endpoint.model
            self._report.name_model(self._model)
        if piece.thinking:
            self._extend(MESSAGE_THINKING, piece.thinking)
        if piece.text:
            self._has_text = self._has_text or not piece.text.isspace()
            self._extend(MESSAGE_AI, piece.text)
        self._tokens = piece.tokens or self._tokens
        self._finish = piece.finish or self._finish

    def complete(self) -> None:
        if not self._has_text:
            raise empty_failure(self._endpoint, self._finish)
        if self._finish == "length":
            self._report.warn("The answer ends early: it reached the model's limit on length.")
        elif self._finish == "content_filter":
            self._report.warn("The model server's content filter cut the answer off.")

    def close(self) -> None:
        if self._open is not None:
            self._report.close_message(self._open[1])
            self._open = None
        if self.begun:
            tokens = self._tokens or TokenCount(0, 0, 0)
            self._report.count_usage(
                ModelUsage(
                    model=self._model,
                    calls=1,
                    input_tokens=tokens.input,
                    output_tokens=tokens.output,
                    cached_input_tokens=tokens.cached_input,
                )
            )

    def _extend(self, kind: MessageType.ValueType, text: str) -> None:
        if self._open is None or self._open[0] != kind:
            if self._open is not None:
                self._report.close_message(self._open[1])
            self._open = (kind, self._report.open_message(kind))
        self._report.extend_message(self._open[1], text)
