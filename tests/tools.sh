#!/bin/sh
# The programs the tests open files with. As root on Debian or Ubuntu, missing ones are installed;
# elsewhere this says how.
set -eu
missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
need soffice libreoffice-impress
need localc libreoffice-calc
need pdftotext poppler-utils
need qpdf qpdf
need ogrinfo gdal-bin
need node nodejs
[ -x /usr/sbin/nginx ] || need nginx nginx
need caddy caddy
[ "$(uname)" != Linux ] || need systemd-analyze systemd
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need initdb postgresql
ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || missing="$missing postgresql-postgis"
need npm npm
# Chromium's headless shell draws the same pages for a quarter less processor. Where it is not to be had, Chromium itself is used.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && ! command -v chromium-headless-shell >/dev/null 2>&1; then
    quiet="timeout 180 env DEBIAN_FRONTEND=noninteractive apt-get -qq"
    $quiet install -y --no-install-recommends chromium-headless-shell >/dev/null 2>&1 \
        || { $quiet update && $quiet install -y --no-install-recommends chromium-headless-shell; } >/dev/null 2>&1 \
        || echo "No chromium-headless-shell: the tests take Chromium itself."
fi
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$missing"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "The tests need these Debian packages:$missing"
    echo "Install them (sudo apt-get install$missing; on macOS: brew install --cask chromium libreoffice; brew install poppler qpdf gdal nginx) and run again."
    exit 1
fi
