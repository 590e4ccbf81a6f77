"""Generates stigmer_desktop/api/_gen from the .proto files; run by `make generate`."""

from __future__ import annotations

import argparse
import filecmp
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from google.protobuf import descriptor_pb2
from protovalidate._gen.buf.validate import validate_pb

ROOT = Path(__file__).resolve().parent.parent
PROTO = ROOT / "stigmer_desktop" / "api" / "proto"
GENERATED = ROOT / "stigmer_desktop" / "api" / "_gen"
PACKAGE = "stigmer_desktop.api._gen"
TOP_LEVEL = ("ai", "buf", "stigmer")
STANDARD_IMPORTS = ("descriptor", "duration", "field_mask", "timestamp")
HEADER = "# Generated from the .proto files by scripts/generate_api.py.\n"


def main() -> int:
    """Writes the generated code, or with --check compares it; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the committed code is stale")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "_gen"
        generate(fresh)
        if arguments.check:
            stale = differences(fresh, GENERATED)
            for name in stale:
                print(f"stale: {name}")
            return 1 if stale else 0
        shutil.rmtree(GENERATED, ignore_errors=True)
        shutil.copytree(fresh, GENERATED)
    return 0


def generate(target: Path) -> None:
    """Runs protoc on every .proto file and moves the result below our own package.

    Raises:
        subprocess.CalledProcessError: protoc refused a file; its own words are on stderr.
    """
    target.mkdir(parents=True)
    validate_set = target.parent / "validate.binpb"
    validate_set.write_bytes(validate_descriptors())
    own = sorted(path.relative_to(PROTO).as_posix() for path in PROTO.rglob("*.proto"))
    compile_protos([*own, "buf/validate/validate.proto"], validate_set, target, services=False)
    compile_protos(own, validate_set, target, services=True)
    for path in sorted(target.rglob("*.py*")):
        if path.name.endswith(("_pb2_grpc.py", "_pb2_grpc.pyi")) and "Stub" not in path.read_text():
            path.unlink()
            continue
        path.write_text(HEADER + relocated(path.read_text()))
    for folder in [target, *(path for path in target.rglob("*") if path.is_dir())]:
        (folder / "__init__.py").write_text(HEADER)


def validate_descriptors() -> bytes:
    """The descriptor set of buf/validate/validate.proto, taken from the installed protovalidate."""
    descriptors = descriptor_pb2.FileDescriptorSet()
    for name in STANDARD_IMPORTS:
        module = __import__(f"google.protobuf.{name}_pb2", fromlist=["DESCRIPTOR"])
        module.DESCRIPTOR.CopyToProto(descriptors.file.add())
    descriptors.file.append(descriptor_pb2.FileDescriptorProto.FromString(embedded_descriptor()))
    return descriptors.SerializeToString()


def embedded_descriptor() -> bytes:
    """The serialised FileDescriptorProto that protovalidate embeds in its own generated module."""
    description = validate_pb._DESC
    return bytes(description.proto.to_binary())


def compile_protos(files: list[str], validate_set: Path, target: Path, *, services: bool) -> None:
    """Calls protoc once for `files`, for messages or for service stubs."""
    outputs = (
        [f"--grpc_python_out={target}", f"--mypy_grpc_out={target}"]
        if services
        else [f"--python_out={target}", f"--mypy_out={target}"]
    )
    plugins = [
        f"--plugin=protoc-gen-{name}={Path(sys.executable).parent / f'protoc-gen-{name}'}"
        for name in ("mypy", "mypy_grpc")
    ]
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTO}", *plugins]
    subprocess.run([*command, f"--descriptor_set_in={validate_set}", *outputs, *files], check=True)


def relocated(source: str) -> str:
    """`source` with its imports of ai, buf and stigmer pointing below our own package."""
    names = "|".join(TOP_LEVEL)
    source = re.sub(rf"^from ({names})\b", rf"from {PACKAGE}.\1", source, flags=re.MULTILINE)
    return re.sub(
        rf"^import ((?:{names})\.[\w.]+) as", rf"import {PACKAGE}.\1 as", source, flags=re.MULTILINE
    )


def differences(fresh: Path, committed: Path) -> list[str]:
    """The files that are missing, left over or different, as paths below _gen."""
    here = {path.relative_to(fresh).as_posix() for path in fresh.rglob("*.py*")}
    there = {
        path.relative_to(committed).as_posix()
        for path in committed.rglob("*.py*")
        if "__pycache__" not in path.parts
    }
    changed = {
        name for name in here & there if not filecmp.cmp(fresh / name, committed / name, shallow=False)
    }
    return sorted((here ^ there) | changed)


if __name__ == "__main__":
    sys.exit(main())
