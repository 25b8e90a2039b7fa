#!/bin/sh
# Installs the Debian packages of the lists given (run, test) that are missing.
#
#   sh requirements/system.sh run test
#
# Asks the system for the library or program itself, so that one that came another
# way counts too. Without root and without sudo it says in one line what to install.
set -eu
cd "$(dirname "$0")"

has_library() {
    for folder in /lib /usr/lib /usr/local/lib /lib64 /usr/lib64 /lib/*-linux-gnu /usr/lib/*-linux-gnu; do
        [ -e "$folder/$1" ] && return 0
    done
    return 1
}

# A snap's start script is no browser that a test could drive.
has_browser() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        path=$(command -v "${name:-none}") || continue
        grep -qs '/snap/' "$path" && continue
        case $(readlink -f "$path") in */snap*) continue ;; esac
        return 0
    done
    return 1
}

has() {
    case $1 in
        *.so.*) has_library "$1" ;;
        *.ttc) [ -n "$(find /usr/share/fonts /usr/local/share/fonts -name "$1" 2>/dev/null)" ] ;;
        initdb) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null ;;
        redis-server) command -v redis-server >/dev/null || command -v valkey-server >/dev/null ;;
        chromium) has_browser ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing=
for list in "$@"; do
    while read -r package proof; do
        case $package in '' | '#'*) continue ;; esac
        has "$proof" || missing="$missing $package"
    done <"debian-$list.txt"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null; then
    echo "Please install what Debian calls:$missing" >&2
    exit 1
fi
root=
if [ "$(id -u)" -ne 0 ]; then
    root=sudo
    if ! sudo -n true 2>/dev/null && ! { [ -t 0 ] && command -v sudo >/dev/null; }; then
        echo "Please run: sudo apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
fi
case $missing in
    *chromium*)
        if grep -qs '^ID=ubuntu' /etc/os-release; then
            echo "Ubuntu has Chromium only as a snap, which tests cannot drive." \
                "Please install Google Chrome or a chromium package (not the snap) and try again." >&2
            exit 1
        fi
        ;;
esac

echo "Installing:$missing"
$root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 update -qq
# shellcheck disable=SC2086 # a list of packages
$root env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends $missing >/dev/null
