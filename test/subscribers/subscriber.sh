#!/bin/sh
# Prints every frame as one line of JSON, written from docs/protocol.md alone.
# usage: subscriber.sh SOCKET REQUEST
# REQUEST is the JSON of the first frame, such as '{"proto":1}'
set -eu

octal() { printf '\\%03o' "$1"; }

frame() {
	length=$(printf %s "$1" | wc -c)
	# shellcheck disable=SC2059 # the format is made of octal escapes, because no other part of sh can hold a NUL
	printf "$(octal $((length >> 24 & 255)))$(octal $((length >> 16 & 255)))$(octal $((length >> 8 & 255)))$(octal $((length & 255)))"
	printf %s "$1"
}

frame "$2" | socat -t 86400 - "UNIX-CONNECT:$1" | while
	# shellcheck disable=SC2046 # four numbers, or none at the end
	set -- $(dd bs=1 count=4 2>/dev/null | od -An -tu1)
	[ $# -eq 4 ]
do
	head -c $(($1 << 24 | $2 << 16 | $3 << 8 | $4))
	echo
done
