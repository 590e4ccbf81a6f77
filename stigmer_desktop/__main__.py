"""The program's arguments, and its three modes: a window, a server without one, one execution."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from stigmer_desktop import __version__
from stigmer_desktop.paths import DATA_VARIABLE, data_folder

NO_DISPLAY = (
    "There is no display, so no window can be opened; the conversation goes on here in the terminal. "
    "For scripts there is: stigmer-desktop exec MESSAGE"
)
FAILED = 1
# What a shell says of a program that was ended because nobody reads its output.
NOT_READ = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the mode that `arguments` (default: the command line's) ask for; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # What gRPC would print by itself, of a taken port for one, is said in our own words.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    child = _child_mode(words)
    if child is not None:
        return child
    options = _parser().parse_args(words)
    from stigmer_desktop.start_failure import CannotStart

    try:
        return _run(options)
    except CannotStart as error:
        print(f"stigmer-desktop: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        return _not_read()


def _not_read() -> int:
    """The exit status where whoever read the output has left, as `head` does: no failure worth words."""
    # What is still to be written would be tried again at the end, and complained about.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return NOT_READ


def _child_mode(words: list[str]) -> int | None:
    """The modes that the program starts itself in; None where it is none of them."""
    if words[:1] == ["runner"]:
        from stigmer_desktop.runner.main import main as run_runner

        return run_runner(words[1:])
    if words[:1] == ["model-server"]:
        from stigmer_desktop.runner.model_server import main as run_model_server

        return run_model_server(words[1:])
    if words[:1] == ["trial"]:
        from stigmer_desktop.runner.trial import main as run_trial

        return run_trial(words[1:])
    return None


def _run(options: argparse.Namespace) -> int:
    from stigmer_desktop import app

    data = data_folder(getattr(options, "data", None))
    if options.mode == "serve":
        return app.serve(data, port=options.port, runner=not options.no_runner)
    if options.mode == "exec":
        return app.execute(data, _question(options))
    if not _has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return app.converse(data)
    return app.open_window(data)


def _question(options: argparse.Namespace):  # type: ignore[no-untyped-def]
    from stigmer_desktop.terminal.one_execution import Question

    return Question(
        message=options.message,
        agent=options.agent,
        session=options.session,
        model=options.model,
        base_url=options.base_url,
        approve=options.approve,
        as_json=options.json,
    )


def _has_display() -> bool:
    """Whether a window can be opened; elsewhere than on Linux it always can."""
    if not sys.platform.startswith("linux"):
        return True
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in named)


def _parser() -> argparse.ArgumentParser:
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "--data",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help=f"the folder that holds everything (default: {DATA_VARIABLE}, else the platform's place)",
    )
    parser = argparse.ArgumentParser(
        prog="stigmer-desktop",
        description="Run AI agents on your own machine and see what they do. Without a mode: the window.",
        parents=[data],
    )
    parser.add_argument("--version", action="version", version=f"Stigmer Desktop {__version__}")
    # A default for --data would be the modes' own too, and hide what was given before the mode.
    parser.set_defaults(mode="window")
    modes = parser.add_subparsers(dest="mode", metavar="{serve,exec}")
    serve = modes.add_parser(
        "serve",
        parents=[data],
        help="server and runner without a window",
        description="Serves until stopped.",
    )
    serve.add_argument("--port", type=_port, metavar="N", help="where to listen; 0 takes a free port")
    serve.add_argument("--no-runner", action="store_true", help="leave the work to a runner of your own")
    execute = modes.add_parser(
        "exec",
        parents=[data],
        help="one execution, streamed to the terminal",
        description="Asks an agent and prints its answer. The exit status is 0 only if it COMPLETED.",
    )
    execute.add_argument("--agent", metavar="SLUG", default="", help="which agent (default: the sample one)")
    execute.add_argument("--session", metavar="ID", default="", help="go on with this session")
    execute.add_argument(
        "--model",
        metavar="NAME",
        default="",
        help="builtin, openai:NAME, anthropic:NAME, ollama:NAME, lmstudio:NAME",
    )
    execute.add_argument(
        "--base-url", metavar="URL", default="", help="where that model answers, if not at the usual place"
    )
    execute.add_argument(
        "--approve",
        choices=("ask", "reads", "all"),
        default="",
        help="what runs unasked: plain reading, all read-only tools, all (default: as the agent says)",
    )
    execute.add_argument("--json", action="store_true", help="print the whole execution as JSON")
    execute.add_argument("message", metavar="MESSAGE", help="what to ask")
    return parser


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port; give a number from 0 to 65535")
    return port


if __name__ == "__main__":
    sys.exit(main())
