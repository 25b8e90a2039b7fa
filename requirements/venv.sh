#!/bin/sh
# Makes .venv and installs one lock (local or dev) into it, every file checked by its hash.
#
#   sh requirements/venv.sh local
#
# With the name `none` it only makes .venv.
# uv does it in seconds; where uv cannot be had, plain pip does the same more slowly.
set -eu
cd "$(dirname "$0")/.."
lock=$1

# The Python of the distribution comes first where it can make a .venv: it is built with profiles
# and takes a third less time than one that somebody has compiled as it comes.
find_python() {
    set -- /usr/bin/python3.11 /usr/bin/python3 python3.11 python3.12 python3.13 python3 python
    [ -z "${PYTHON:-}" ] || set -- "$PYTHON"
    for needed in ensurepip sys; do
        for name in "$@"; do
            "$name" -c "import $needed, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))" 2>/dev/null || continue
            "$name" -c 'import sys; print(sys.executable)'
            return 0
        done
    done
    echo "Please install Python 3.11, 3.12 or 3.13, or name one: make setup PYTHON=/path/to/python3" >&2
    return 1
}

install_venv_module() {
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" -eq 0 ]; then root=; else root=sudo; fi
    if { [ -z "$root" ] || sudo -n true 2>/dev/null || [ -t 0 ]; } && command -v apt-get >/dev/null; then
        $root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 update -qq
        $root env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get -o DPkg::Lock::Timeout=120 install -y -qq "$package" >/dev/null && return 0
    fi
    echo "Please run: sudo apt-get install $package" >&2
    return 1
}

if ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install_venv_module "$python"
    "$python" -m venv --clear .venv
fi
[ "$lock" != none ] || exit 0

quiet="--quiet --disable-pip-version-check --no-input"
# uv does not read pip's own configuration; hand over the mirror that pip uses.
index=${PIP_INDEX_URL:-$(.venv/bin/pip config get global.index-url 2>/dev/null || true)}
[ -z "$index" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"
if .venv/bin/python -m uv --version >/dev/null 2>&1 ||
    .venv/bin/pip install $quiet --require-hashes -r requirements/uv.txt 2>/dev/null; then
    .venv/bin/python -m uv pip sync --quiet --require-hashes "requirements/$lock.txt" && exit 0
    echo "uv could not install; pip takes over." >&2
fi
.venv/bin/pip install $quiet --require-hashes -r "requirements/$lock.txt"
