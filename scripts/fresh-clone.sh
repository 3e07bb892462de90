#!/usr/bin/env bash
# What a newcomer does: clone, run the README's two commands, install the packed tarball, hear one terminal from another.
set -euo pipefail
cd "$(dirname "$0")/.."

# Short, since sockets lie below it, and with a space, since some paths have one.
place="$(mktemp -d /tmp/wbf-XXXX)"
checkout="$place/a clone"
export HOME="$place/home" TMPDIR="$place"
mkdir "$HOME"
unset XDG_RUNTIME_DIR XDG_STATE_HOME XDG_CONFIG_HOME
for name in "${!WAITBUS_@}"; do unset "$name"; done

leave() {
	"$HOME/prefix/bin/waitbus" stop >/dev/null 2>&1 || true
	rm -rf "$place"
}
trap leave EXIT

git clone --quiet . "$checkout"
cd "$checkout"

echo "npm run demo"
npm run --silent demo

# All of them have just run; here it counts that the command itself works in a clone.
echo "npm test"
npm test --silent -- repository

echo "npm install --global of the packed tarball"
npm pack --silent --pack-destination "$place" >/dev/null
# Another prefix would also mean another global npmrc, and so forget how this machine reaches its registry.
npm install --global --silent --ignore-scripts --globalconfig "$(npm config get globalconfig)" \
	--prefix "$HOME/prefix" "$place"/waitbus-*.tgz
export PATH="$HOME/prefix/bin:$PATH"
unset NODE_EXTRA_CA_CERTS
waitbus version

echo "two terminals"
waitbus wait --source greeting --timeout 30 >"$place/heard" &
waiter=$!
# The waiter says nothing when it is attached, so the speaker repeats itself until it has been heard.
for _ in $(seq 100); do
	waitbus emit --source greeting --event-type hello --summary "hello from the other terminal" >/dev/null
	if ! kill -0 "$waiter" 2>/dev/null; then break; fi
done
wait "$waiter"
grep --quiet "hello from the other terminal" "$place/heard"
echo "the fresh clone works"
