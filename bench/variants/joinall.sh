# shellcheck shell=bash disable=SC2034,SC2154
# Joinall itself: the repackaged jar, as an operator starts it.

serves="one page ten redis mongo sql hit constant"
transport=

jar() {
  local file newest=
  for file in "$root"/target/joinall-*.jar; do
    case $file in *-sources.jar | *-javadoc.jar | *-tests.jar) continue ;; esac
    if [ -f "$file" ] && { [ -z "$newest" ] || [ "$file" -nt "$newest" ]; }; then newest=$file; fi
  done
  printf '%s' "$newest"
}

build() {
  if stale "$(jar)" "$root/pom.xml" "$root/src/main"; then
    maven -f "$root/pom.xml" package
  fi
}

start() {
  [ -z "$transport" ] || export JOINALL_TRANSPORT=$transport
  sed "s/max: 256/max: $POOL/" "$bench/joinall.yaml" > "$work/joinall.yaml"
  java_server -jar "$(jar)" --config "$work/joinall.yaml" --management.server.port=0
}
