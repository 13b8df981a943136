# Sourced by mvnw: makes sure that Maven itself runs on the JDK that the build needs.
# Keeps JAVA_HOME, or the java on the PATH, if it is new enough; else takes the newest JDK found
# in the usual places. Versions are read from each JDK's release file: no JVM is started for it.

jdk_needed=25

# Prints the feature version (25) of the JDK in directory $1, or 0.
jdk_version() {
  if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p' "$1/release" | grep . || echo 0
  else
    echo 0
  fi
}

# Prints the home of the java on the PATH, links followed.
jdk_on_path() {
  jdk_file=$(command -v java) || return 0
  while [ -L "$jdk_file" ]; do
    jdk_link=$(readlink "$jdk_file")
    case $jdk_link in
    /*) jdk_file=$jdk_link ;;
    *) jdk_file=${jdk_file%/*}/$jdk_link ;;
    esac
  done
  printf '%s\n' "${jdk_file%/bin/java}"
}

# Prints the newest JDK of the usual places as "version home".
jdk_newest() {
  for jdk_home in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /opt/* /opt/java/* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    printf '%s %s\n' "$(jdk_version "$jdk_home")" "$jdk_home"
  done | sort -n | tail -n 1
}

if [ -n "${JAVA_HOME:-}" ] && [ "$(jdk_version "$JAVA_HOME")" -ge "$jdk_needed" ]; then
  :
else
  jdk_found=$(jdk_on_path)
  if [ "$(jdk_version "$jdk_found")" -lt "$jdk_needed" ]; then
    jdk_found=$(jdk_newest)
    if [ "${jdk_found%% *}" -lt "$jdk_needed" ]; then
      cat >&2 <<END
Joinall is built with JDK $jdk_needed or newer, and none was found: neither JAVA_HOME nor java on the
PATH is one, nor is there one in /usr/lib/jvm, /Library/Java/JavaVirtualMachines, ~/.sdkman, ~/.jdks
or /opt. Install one (https://adoptium.net, or: sdk install java $jdk_needed-tem), or set JAVA_HOME to it.
END
      exit 1
    fi
    jdk_found=${jdk_found#* }
  fi
  JAVA_HOME=$jdk_found
fi
export JAVA_HOME

# Suppresses warnings of newer JDKs about Maven's own libraries.
MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
export MAVEN_OPTS
