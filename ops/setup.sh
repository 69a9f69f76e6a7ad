#!/bin/sh
# Installs what is missing on Debian 12: `ops/setup.sh run` or `ops/setup.sh test`.
# System packages by apt (root or sudo), Python packages into .venv, pinned and hashed.
set -eu
cd "$(dirname "$0")/.."
level=${1:-run}

# tesseract-ocr-all holds the models of every language, of every script, and of orientation.
packages="tesseract-ocr-all libmagic1 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
fontconfig fonts-noto-core fonts-noto-cjk fonts-noto-extra fonts-dejavu-core python3 python3-venv"
[ "$level" = test ] && packages="$packages chromium poppler-utils"

missing=""
for package in $packages; do
    state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
    case "$state" in ii*) ;; *) missing="$missing $package" ;; esac
done
if [ -n "$missing" ]; then
    install="apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" = 0 ]; then as_root=""
    elif command -v sudo >/dev/null 2>&1; then as_root="sudo"
    else
        echo "Some system packages are missing. As root, run:" >&2
        echo "  apt-get update && $install" >&2
        exit 1
    fi
    echo "Installing system packages:$missing"
    $as_root apt-get update -q
    $as_root env DEBIAN_FRONTEND=noninteractive $install
fi

python=""
for candidate in /usr/bin/python3.11 python3.11 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 is missing. As root, run:  apt-get install -y python3.11 python3-venv" >&2
    exit 1
fi
[ -x .venv/bin/python ] || "$python" -m venv .venv

install_python() { # the requirement files of one level, unless their stamp says it is done
    stamp=.venv/.stamp-$1
    shift
    sums=$(sha256sum "$@")
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sums" ] && return
    set -- $(printf ' -r %s' "$@")
    echo "Installing Python packages"
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes "$@"
    echo "$sums" > "$stamp"
}
install_python run requirements.txt
[ "$level" = test ] && install_python test requirements.txt requirements-dev.txt
exit 0
