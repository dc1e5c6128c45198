# Using the real program in a real window: a display of its own, keys, the mouse, and what is in the files afterwards. To be
# sourced by the scripts beside it, with the program as first argument.
# Texts are compared by characters, not by bytes.
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$(realpath "${1:-$root/target/release/glossator}")
# What runs the program, if anything: `strace` and the like.
under=()
[[ -x $program ]] || { echo "There is no program $program: build it first." >&2; exit 2; }
for tool in Xvfb xdotool; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: install it first." >&2; exit 2; }
done

work=$(mktemp -d)
export XDG_RUNTIME_DIR=$work/runtime
mkdir -m 700 "$XDG_RUNTIME_DIR"
unset WAYLAND_DISPLAY WAYLAND_SOCKET DISPLAY

passed=0
failed=0
server=
app=
window=
config=
errors=$work/errors
: >"$errors"
# What each frame of the program cost, a line a frame.
frames=$work/frames.csv

# --- the program and its display ---------------------------------------------------------------------------------

# Ends a process that this script started and waits until it is gone.
end_process() { # PID [SIGNAL]
    kill "-${2:-TERM}" "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

clean_up() {
    [[ -z $app ]] || end_process "$app" KILL
    [[ -z $server ]] || end_process "$server"
    rm -rf "$work"
}
trap clean_up EXIT

# Runs a command again and again until it succeeds or the time is over.
wait_until() { # SECONDS COMMAND...
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

start_display() { # [XVFB-OPTION...]
    [[ -z $server ]] || end_process "$server"
    : >"$work/display-number"
    # Without -noreset it starts anew, and refuses the next program, whenever the last one has gone.
    Xvfb -displayfd 3 -screen 0 1280x860x24 -nolisten tcp -noreset "$@" 3>"$work/display-number" 2>"$work/xvfb" &
    server=$!
    wait_until 30 test -s "$work/display-number" || { echo "Xvfb does not start:" >&2; cat "$work/xvfb" >&2; exit 2; }
    DISPLAY=:$(<"$work/display-number")
    export DISPLAY
}

is_running() {
    kill -0 "$app" 2>/dev/null
}

has_window_or_ended() {
    is_running || return 0
    window=$(xdotool search --onlyvisible --name 'Glossator' 2>/dev/null | head -n 1)
    [[ -n $window ]]
}

# The program notes in its settings which article it opened last.
has_opened_or_ended() { # ARTICLE
    ! is_running || grep -rqsF "$1" "$config"
}

# Starts the program on an article, with settings of a first start, and waits until it shows it.
start_app() { # ARTICLE [VARIABLE=VALUE...]
    config=$(mktemp -d "$work/config.XXXX")
    start_again "$@"
}

# The same, with the settings and journals that are there.
start_again() { # ARTICLE [VARIABLE=VALUE...]
    local article=$1
    shift
    # It is by its settings that we see that the article is open.
    rm -f "$config/settings.ron"
    : >"$errors"
    env GLOSSATOR_CONFIG_DIR="$config" "$@" "${under[@]}" "$program" --frame-log "$frames" "$article" >>"$errors" 2>&1 </dev/null &
    app=$!
    window=
    if ! wait_until 60 has_window_or_ended; then
        echo "        there is no window after 60 seconds"
    elif ! is_running; then
        echo "        it ended at once"
    elif ! wait_until 60 has_opened_or_ended "$article"; then
        echo "        the article is not open after 60 seconds"
    elif ! timeout 10 xdotool windowfocus --sync "$window"; then
        echo "        the window takes no focus"
    else
        sleep 0.7
        return 0
    fi
    kill_app
    window=
    return 1
}

# Ends the program without asking it: what is not on disk yet is lost.
kill_app() {
    end_process "$app" KILL
    app=
}

has_ended() {
    ! is_running
}

# Waits for the program to end by itself. Says whether it did, and without an error.
app_ends() {
    local code=0
    wait_until 15 has_ended || return 1
    wait "$app" || code=$?
    app=
    ((code == 0))
}

press() { # KEY...
    local key
    for key in "$@"; do
        xdotool key "$key"
        sleep 0.15
    done
}

# Asks the program to close its window, as the button in a window's frame does. Says whether it could ask.
close_window() {
    if xdotool help 2>/dev/null | grep -q '^ *windowquit'; then
        xdotool windowquit "$window"
        return
    fi
    command -v python3 >/dev/null || return 1
    # Older versions of xdotool cannot do it.
    python3 - "$window" <<'END'
import ctypes, struct, sys

x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XInternAtom.restype = ctypes.c_ulong
display = ctypes.c_void_p(x11.XOpenDisplay(None))
window = ctypes.c_ulong(int(sys.argv[1]))
protocols, delete = (x11.XInternAtom(display, name, 0) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW"))
CLIENT_MESSAGE, FORMAT = 33, 32
# An XClientMessageEvent, within the size of an XEvent.
event = struct.pack("@iLiPLLi5l", CLIENT_MESSAGE, 0, 1, display.value, window.value, protocols, FORMAT, delete, 0, 0, 0, 0)
x11.XSendEvent(display, window, 0, ctypes.c_long(0), ctypes.create_string_buffer(event, 192))
x11.XCloseDisplay(display)
END
}

drag() { # FROM_X FROM_Y TO_X TO_Y
    local step
    xdotool mousemove "$1" "$2"
    sleep 0.1
    xdotool mousedown 1
    for step in 1 2 3 4; do
        sleep 0.1
        xdotool mousemove $(($1 + ($3 - $1) * step / 4)) $(($2 + ($4 - $2) * step / 4))
    done
    sleep 0.1
    xdotool mouseup 1
    sleep 0.2
}

shot() { # NAME
    [[ -n ${GLOSSATOR_SHOTS:-} ]] || return 0
    mkdir -p "$GLOSSATOR_SHOTS"
    import -window root "$GLOSSATOR_SHOTS/$1.png" || true
}

# --- checks ------------------------------------------------------------------------------------------------------

check() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        echo "ok      $what"
    else
        failed=$((failed + 1))
        echo "FAILED  $what"
        head -n 20 "$errors" | sed 's/^/        the program said: /'
    fi
}

copy_seed() { # FOLDER
    mkdir -p "$work/$1"
    cp "$root/seeds/microsoft-openai.txt" "$work/$1/"
    echo "$work/$1/microsoft-openai.txt"
}

# The annotations of a file, one a line: start, end, label, quote. Quotes that need escapes are left out.
annotations() { # RON
    [[ -f $1 ]] || return 0
    sed -nE 's/^ *\(at: \(([0-9]+), ([0-9]+)\), label: "([^"]*)", quote: "([^"\\]*)", .*$/\1 \2 \3 \4/p' "$1"
}

# Whether a file holds exactly these annotations: label and quote, divided by a colon.
holds() { # RON LABEL:QUOTE...
    local expected actual
    expected=$(printf '%s\n' "${@:2}")
    actual=$(annotations "$1" | sed -E 's/^[0-9]+ [0-9]+ ([^ ]*) /\1:/')
    [[ $actual == "$expected" ]] || {
        printf '        expected: %s\n' "${@:2}"
        printf '        found:    %s\n' "${actual//$'\n'/$'\n                  '}"
        return 1
    }
}

# Whether each quote of a file is what stands at its offsets, counted in code points.
is_true_of_text() { # RON ARTICLE
    local text start end label quote count=0
    text=$(<"$2")
    while read -r start end label quote; do
        count=$((count + 1))
        [[ ${text:start:end-start} == "$quote" ]] || {
            echo "        at $start to $end stands “${text:start:end-start}”, not “$quote”"
            return 1
        }
    done < <(annotations "$1")
    ((count > 0)) && ((count == $(grep -c '^ *(at: ' "$1")))
}

# Whether a file holds one annotation with this label, of whole words, and not of a whole unit.
holds_dragged_words() { # RON ARTICLE LABEL
    local text start end label quote
    text=$(<"$2")
    [[ $(annotations "$1" | wc -l) == 1 ]] || return 1
    read -r start end label quote < <(annotations "$1")
    echo "        dragged over: $label “$quote”"
    [[ $label == "$3" && $quote == *' '* ]] &&
        ! [[ ${text:start-1:2} =~ ^[[:alnum:]]{2}$ || ${text:end-1:2} =~ ^[[:alnum:]]{2}$ ]] &&
        ! grep -qF "\"quote\": \"$quote\"" "$root/tests/data/seed_labels.json"
}

no_panic() {
    ! grep -q 'panicked' "$errors"
}

# Clock ticks (hundredths of a second) of processor time that the program has taken.
ticks() {
    local stat
    stat=$(<"/proc/$app/stat")
    set -- ${stat##*) }
    echo $(("${12}" + "${13}"))
}

is_idle() { # SECONDS MOST_TICKS
    local before after
    before=$(ticks)
    sleep "$1"
    after=$(ticks)
    echo "        $((after - before)) ticks of processor time in $1 s"
    ((after - before <= $2))
}

# --- what frames cost ----------------------------------------------------------------------------------------------

frame_count() {
    wc -l <"$frames"
}

has_annotations() { # COUNT RON
    [[ -f $2 && $(grep -c '^ *(at: ' "$2") == "$1" ]]
}

# Says what the frames from a line of the log on cost.
say_frames() { # LINE
    tail -n +"$1" "$frames" | cut -d , -f 2 | sort -n | awk '
        { cost[NR] = $1 }
        function at(share) { return cost[1 + int((NR - 1) * share)] }
        END { printf "        %d frames: median %.2f ms, 99 of 100 %.2f ms, worst %.2f ms\n", NR, at(0.5), at(0.99), at(1) }'
}

# Whether no frame from a line of the log on has more than so much in a column.
at_most() { # LINE COLUMN MOST
    tail -n +"$1" "$frames" | cut -d , -f "$2" | sort -n | tail -n 1 | awk -v most="$3" '
        { print "        at most " $1; ok = $1 <= most } END { exit !ok }'
}

# Whether frames from a line of the log on number so many, or none.
frames_since() { # LINE COUNT
    local count=$(($(frame_count) - $1))
    echo "        $count frames"
    if (($2 == 0)); then ((count == 0)); else ((count >= $2)); fi
}

summary() {
    echo
    echo "$passed passed, $failed failed"
    ((failed == 0))
}
