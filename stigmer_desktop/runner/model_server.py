"""Serves a GGUF model over the OpenAI-compatible protocol, as a child process of the agent-runner."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from typing import Any

from stigmer_desktop.runner.life_line import end_with_life_line, first_line

# Everybody's programs come first on a machine where the model takes all the processors it can get.
NICENESS = 5

log = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """Serves until standard input ends; returns the exit status if it cannot serve.

    The first line of standard input is the key that callers must send. Once the model answers, one line
    of JSON on standard output gives the address and the size of the window.
    """
    parser = argparse.ArgumentParser(prog="stigmer-desktop model-server")
    parser.add_argument("--model", required=True, help="the GGUF file")
    parser.add_argument("--context", type=int, required=True, help="the window, in tokens")
    parser.add_argument("--name", default="", help="what the model is called")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")
    key = first_line()
    if not key:
        log.error("no key was given on standard input")
        return 2
    life = end_with_life_line()
    answer = os.dup(1)
    # The library writes to standard output as it likes; that must not mix with our one line.
    os.dup2(2, 1)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        server = _serve(options.model, options.name, options.context, key)
    except Exception as error:
        log.error("the model cannot be loaded: %s", error)
        return 1
    os.write(answer, _greeting(server.listening_address, options.context))
    life.join()
    return 0


def _greeting(address: str, context: int) -> bytes:
    return json.dumps({"address": address, "context": context}).encode() + b"\n"


def _serve(model: str, name: str, context: int, key: str) -> Any:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = model
    parameters.model_alias = {name or "model"}
    parameters.n_ctx = context
    parameters.n_parallel = 1
    # Writing is bound by memory, reading by the processor. Threads that poll while they wait for each
    # other bring a busy machine to a crawl, so these sleep.
    cores = os.cpu_count() or 1
    parameters.cpuparams.n_threads = min(max(cores // 2, 1), 4)
    parameters.cpuparams_batch.n_threads = min(cores, 8)
    parameters.cpuparams.poll = 0
    parameters.cpuparams_batch.poll = 0
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.cors_origins = ""
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.cache_ram_mib = 0
    # Errors alone: at higher levels the library writes parts of the conversation.
    parameters.verbosity = 0
    return xllamacpp.Server(parameters)
