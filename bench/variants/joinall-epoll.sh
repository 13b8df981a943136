# shellcheck shell=bash disable=SC2034,SC2154
# Joinall with epoll, as in a container whose seccomp profile forbids io_uring.

# shellcheck source=/dev/null
. "$bench/variants/joinall.sh"
transport=epoll
