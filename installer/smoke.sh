#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Works with the packed program as a shop does, under a screen of its own: scans cards in, prints
# a report and labels, closes, and looks at what is left. Needs Xvfb, openbox and xdotool.
# usage: smoke.sh [-k] [FOLDER]
#   FOLDER  where the two programs lie (default: those on the path)
#   -k      keep the workshop that is there, and go on with it
# SMOKE_HOME is the home of it all (default: a new folder); START_MS the longest start allowed.
set -euo pipefail

keep=no
[[ ${1:-} != -k ]] || { keep=yes && shift; }
window=card-workshop command=workshop
if (($#)); then
    folder=$(cd "$1" && pwd)
    window=$folder/card-workshop command=$folder/workshop
fi
export HOME=${SMOKE_HOME:-$(mktemp -d)}
export XDG_DATA_HOME=$HOME/data XDG_CONFIG_HOME=$HOME/config XDG_CACHE_HOME=$HOME/cache
export CARD_WORKSHOP_TRACE=1 QT_QPA_PLATFORM=xcb LC_ALL=C.UTF-8
unset XDG_RUNTIME_DIR QT_PLUGIN_PATH PYTHONPATH WAYLAND_DISPLAY
papers=$HOME/papers
said=$HOME/said.txt
started=()

fail() {
    picture
    echo "FAILED: $*" >&2
    [[ ! -s $said ]] || sed 's/^/    /' "$said" >&2
    exit 1
}

# What the screen shows, where there is a tool to say it.
picture() { ! command -v xwd >/dev/null || xwd -silent -root -out "$HOME/screen.xwd" || true; }
tidy() { ((${#started[@]} == 0)) || kill "${started[@]}" 2>/dev/null || true; }
trap tidy EXIT

# Wait until a command succeeds, at most two minutes.
until_true() {
    local end=$((SECONDS + ${PATIENCE:-120}))
    until "${@:2}" >/dev/null 2>&1; do
        ((SECONDS < end)) || fail "$1"
        sleep 0.1
    done
}

received() { "$command" --json ask batches | grep -o '"received": *[0-9]*' | grep -o '[0-9]*$'; }
has_received() { [[ $(received) == "$1" ]]; }
says() { grep -q "^$1 " "$said"; }
in_sight() { xdotool search --onlyvisible --name 'Card Workshop' | head -n 1 | grep .; }
lies_there() { compgen -G "$1" && ! compgen -G "$papers/*.part"; }
scan() { xdotool type --delay 4 "$1"$'\r'; }
key() { xdotool key "$1" && sleep 0.3; }

if [[ $keep == no ]]; then
    mkdir -p "$XDG_CONFIG_HOME/card-workshop" "$papers"
    "$command" init --name Smoke --owner ANA
    "$command" do --by ANA open_batch number=B1 supplier=Remarketing expected=10 >/dev/null
    # Keys may come slowly here and still be a scan: a computer that builds is a busy one.
    printf 'person = "ANA"\nbatch = "B1"\nscanner_gap = 300\npaper_folder = "%s"\n' "$papers" \
        >"$XDG_CONFIG_HOME/card-workshop/settings.toml"
fi
before=$(received)
mkdir -p "$papers/before"
find "$papers" -maxdepth 1 -name '*.pdf' -exec mv {} "$papers/before" \;

Xvfb -displayfd 3 -screen 0 1366x768x24 3>"$HOME/screen.txt" 2>/dev/null &
started+=($!)
until_true "no screen came up" grep . "$HOME/screen.txt"
DISPLAY=:$(cat "$HOME/screen.txt")
export DISPLAY
openbox >/dev/null 2>&1 &
started+=($!)

"$window" 2>"$said" &
program=$!
started+=("$program")
until_true "the window does not open" in_sight
until_true "no scan can be answered" says ready
start=$(sed -n 's/^ready //p' "$said")
echo "Ready for a scan $start ms after the start"
((start <= ${START_MS:-60000})) || fail "that is longer than $START_MS ms"

sleep 1
key ctrl+1
for number in 1 2 3; do
    scan "SMOKE$((before + number))"
    until_true "a card is not received" has_received $((before + number))
done

key ctrl+5
sleep 1
for pressed in Escape Home Return; do key "$pressed"; done # to the list, and into its first batch
sleep 1
key ctrl+e
sleep 1
key space # the button that issues the report
until_true "no report was made" lies_there "$papers/*B1*.pdf"
report=$(compgen -G "$papers/*B1*.pdf" | head -n 1)
key ctrl+l
until_true "no labels were made" lies_there "$papers/Labels*.pdf"
sleep 1
key ctrl+q
wait "$program" || fail "the window ended with status $?"
if grep -qvE '^(painted|ready) [0-9]+$' "$said"; then fail "it complained:"; fi

"$command" verify "$report"
if command -v pdftotext >/dev/null; then
    pdftotext -q "$report" - | grep -q "SMOKE$((before + 3))" || fail "the report lacks a card"
fi
"$command" check --deep
echo "Works: $((before + 3)) cards, $(basename "$report")"
