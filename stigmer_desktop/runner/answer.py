"""Turns the pieces of one model answer into messages, as they come."""

from __future__ import annotations

from stigmer_desktop.api.desktop import ModelUsage
from stigmer_desktop.api.execution import MESSAGE_AI, MESSAGE_THINKING, MessageType
from stigmer_desktop.api.message_facts import ASKED_AT, BROKEN_OFF
from stigmer_desktop.runner.answer_piece import Piece, TokenCount
from stigmer_desktop.runner.harness import Report, Speaker
from stigmer_desktop.runner.model_endpoint import ModelEndpoint
from stigmer_desktop.runner.price import price_of
from stigmer_desktop.runner.reported_message import now


class Answer:
    """One answer while it grows: a new message where thinking and text change over."""

    def __init__(self, endpoint: ModelEndpoint, report: Report, speaker: Speaker | None) -> None:
        """Takes who is asked, and where the words go; None keeps them back."""
        self._endpoint = endpoint
        self._report = report
        self._speaker = speaker
        self._open: tuple[MessageType.ValueType, int] | None = None
        self._model = endpoint.model
        self._tokens: TokenCount | None = None
        self.finish = ""
        self.has_text = False
        self.begun = False
        self.last_place: int | None = None
        self._asked = now()
        self._places: list[int] = []
        self._has_calls = False

    def take(self, piece: Piece) -> None:
        """Takes the next piece."""
        if not self.begun:
            self.begun = True
            self._model = piece.model or self._model
            self._report.name_model(self._model)
        if piece.thinking:
            self._extend(MESSAGE_THINKING, piece.thinking)
        if piece.text:
            self.has_text = self.has_text or not piece.text.isspace()
            self._extend(MESSAGE_AI, piece.text)
        self._tokens = piece.tokens or self._tokens
        self.finish = piece.finish or self.finish
        self._has_calls = self._has_calls or bool(piece.tool_calls)

    def warn_if_cut(self) -> None:
        """Puts a warning on the execution where the answer is not whole."""
        if self.finish == "length":
            self._report.warn("The answer ends early: it reached the model's limit on length.")
        elif self.finish == "content_filter":
            self._report.warn("The model server's content filter cut the answer off.")

    def break_off(self) -> None:
        """Says that the answer does not come to its end; what it was is said anew, if the work goes on."""
        if self._speaker is not None:
            for place in self._places:
                self._speaker.annotate(place, **{BROKEN_OFF: True})

    def close(self) -> TokenCount:
        """Closes what is open and counts what was used, which it returns."""
        tokens = self._tokens or TokenCount(0, 0, 0)
        if self._open is not None and self._speaker is not None:
            self._speaker.close_message(self._open[1])
            self._open = None
        self._note_tokens()
        if self.begun:
            price = price_of(self._endpoint, self._model) or price_of(self._endpoint, self._endpoint.model)
            self._report.count_usage(
                ModelUsage(
                    model=self._model,
                    calls=1,
                    input_tokens=tokens.input,
                    output_tokens=tokens.output,
                    cached_input_tokens=tokens.cached_input,
                    cost=price.of(tokens) if price else 0.0,
                    cost_known=price is not None,
                )
            )
        return tokens

    def _note_tokens(self) -> None:
        """Leaves with the message what the answer used; one that only calls tools gets an empty message."""
        if self._speaker is None:
            return
        if self.last_place is None and self._has_calls:
            self.last_place = self._opened(self._speaker, MESSAGE_AI)
            self._speaker.close_message(self.last_place)
        if self.last_place is not None and self._tokens is not None:
            self._speaker.note_tokens(self.last_place, self._tokens)

    def _extend(self, kind: MessageType.ValueType, text: str) -> None:
        if self._speaker is None:
            return
        if self._open is None or self._open[0] != kind:
            if self._open is not None:
                self._speaker.close_message(self._open[1])
            self.last_place = self._opened(self._speaker, kind)
            self._open = (kind, self.last_place)
        self._speaker.extend_message(self._open[1], text)

    def _opened(self, speaker: Speaker, kind: MessageType.ValueType) -> int:
        """A new message of the answer; the first says since when it was waited for."""
        place = speaker.open_message(kind)
        if not self._places:
            speaker.annotate(place, **{ASKED_AT: self._asked})
        self._places.append(place)
        return place
