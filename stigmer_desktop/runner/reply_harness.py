"""The plain harness: asks the model once and passes on its answer."""

from __future__ import annotations

from stigmer_desktop.runner.answer import Answer
from stigmer_desktop.runner.harness import Assignment, ExecutionFailed, Report
from stigmer_desktop.runner.instructions import reply_instructions
from stigmer_desktop.runner.model_client import ModelClient, model_client
from stigmer_desktop.runner.model_endpoint import Timeouts
from stigmer_desktop.runner.model_failure import ContextTooLong, ModelFailure, empty_failure
from stigmer_desktop.runner.prompt import Prompt, PromptTooLong, fitted
from stigmer_desktop.runner.providers import Providers

# Stands there only while it waits.
WAITS = "The built-in model answers one message at a time: others wait their turn."
LEFT_OUT = "The model did not see the oldest messages of this session: its window is too small for all."

NO_SKILLS = "The model was not given the agent's skills: its window is too small for them."


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

        def on_wait(waits: bool) -> None:
            (report.warn if waits else report.settle)(WAITS)

        if WAITS in assignment.execution.status.warnings:
            # An earlier attempt waited to its end.
            report.settle(WAITS)
        try:
            async with (
                self._providers.endpoint(assignment.model, on_wait) as endpoint,
                model_client(endpoint, self._timeouts) as model,
            ):
                if assignment.skills and endpoint.context_tokens is not None:
                    report.warn(NO_SKILLS)
                prompt = await self._prompt(assignment, model)
                await self._reply(prompt, model, report)
        except ModelFailure as failure:
            raise ExecutionFailed(str(failure)) from None

    async def _prompt(self, assignment: Assignment, model: ModelClient) -> Prompt:
        """The prompt for `assignment`, cut to the window where its size is known beforehand."""
        own = assignment.agent.spec.instructions
        endpoint = model.endpoint
        if endpoint.context_tokens is None:
            told = reply_instructions(own, assignment.skills)
            return Prompt.of(told, assignment.conversation, assignment.words)
        prompt = Prompt.of(own, assignment.conversation, assignment.words)
        answer = endpoint.answer_tokens or 0
        try:
            return await fitted(prompt, endpoint.context_tokens - answer, model.count_tokens)
        except PromptTooLong as problem:
            size = problem.tokens + answer if problem.tokens else None
            raise ContextTooLong(endpoint.place, endpoint.model, endpoint.context_tokens, size) from None

    async def _reply(self, prompt: Prompt, model: ModelClient, report: Report) -> None:
        """Asks; where the model finds the conversation too long, again with its newer half."""
        while True:
            answer = Answer(model.endpoint, report, report)
            try:
                if prompt.left_out:
                    report.warn(LEFT_OUT)
                async for piece in model.answer(prompt.messages()):
                    answer.take(piece)
                if not answer.has_text:
                    raise empty_failure(model.endpoint, answer.finish)
                answer.warn_if_cut()
                return
            except ContextTooLong:
                if not prompt.earlier or answer.begun:
                    answer.break_off()
                    raise
                prompt = prompt.without_oldest((len(prompt.earlier) + 1) // 2)
            except BaseException:
                answer.break_off()
                raise
            finally:
                answer.close()
