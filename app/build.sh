# shellcheck shell=bash
# What app/run and tests/run share: install what is missing, build what is stale. Sourced, with
# $root set to the top of the checkout.

build_dir=${root:?}/build/release

say() { printf 'etalon: %s\n' "$*" >&2; }

# Runs a command; shows what it printed only if it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    [ "$status" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# Asks dpkg what is there, and apt only for what is not. Elsewhere than on Debian the libraries
# are taken as they are: CMake says what it misses.
install_packages() {
    command -v dpkg-query >/dev/null || return 0
    local wanted installed missing
    wanted=$(grep -v -e '^#' -e '^$' "$root/app/packages.txt" | sort)
    # shellcheck disable=SC2086 # one word a package
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $wanted 2>/dev/null |
        sed -n 's/ installed$//p' | sort -u) || true
    missing=$(comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed"))
    [ -n "$missing" ] || return 0

    local -a as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "these packages are missing; install them as root: ${missing//$'\n'/ }"
            return 1
        fi
        as_root=(sudo)
        sudo -v # asks for the password while it can be seen
    fi
    say "installing $(wc -l <<<"$missing") packages of app/packages.txt"
    local -a apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q
        -o DPkg::Lock::Timeout=300)
    quietly "${apt[@]}" update || say "apt-get update failed; trying with the lists that are there"
    # shellcheck disable=SC2086
    if ! quietly "${apt[@]}" install -y --no-install-recommends $missing; then
        say "could not install them"
        return 1
    fi
}

# configured: there is a build directory, and it is this checkout's.
configured() {
    [ -f "$build_dir/build.ninja" ] &&
        grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build_dir/CMakeCache.txt"
}

up_to_date() { # TARGET
    configured && [[ $(ninja -C "$build_dir" -n "$1" 2>/dev/null) == *"no work to do."* ]]
}

# Brings a target up to date; prints nothing where it is. Two of us take turns.
build() { # TARGET
    up_to_date "$1" && return 0
    mkdir -p "$build_dir"
    local lock
    exec {lock}>"$build_dir/.lock"
    flock "$lock"
    if ! configured; then
        quietly cmake --fresh -S "$root" --preset release || { say "could not configure"; return 1; }
    fi
    if [ -t 2 ]; then
        (cd "$build_dir" && NINJA_STATUS="etalon: building %f/%t " ninja "$1") >&2 ||
            { say "could not build"; return 1; }
    else
        quietly ninja -C "$build_dir" "$1" || { say "could not build"; return 1; }
    fi
    exec {lock}>&-
}
