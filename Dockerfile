# The server as a small image: no shell, no package manager, not root, no writes.
#
#   docker build -t joinall .
#   docker run --rm --read-only -p 8080:8080 -p 8081:8081 -v "$PWD/joinall.yaml:/etc/joinall/joinall.yaml:ro" joinall
#   docker run --rm -v "$PWD:/etc/joinall:ro" joinall check
#   docker buildx build --platform linux/amd64,linux/arm64 -t joinall .

ARG JDK_IMAGE=eclipse-temurin:25-jdk-noble
ARG BASE_IMAGE=gcr.io/distroless/base-nossl-debian12:nonroot

# ------------------------------------------------------------------ compile and package the jar
# On the builder's own platform, because bytecode is portable.
FROM --platform=$BUILDPLATFORM ${JDK_IMAGE} AS jar
WORKDIR /src
COPY .mvn .mvn
COPY mvnw pom.xml LICENSE ./
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp -q -Prelease package -Dmaven.test.skip=true
RUN java -Djarmode=tools -jar target/joinall-*.jar extract --layers --destination /layers \
 && mv /layers/application/joinall-*.jar /layers/application/joinall.jar \
 && mkdir /legal && cd target/classes/META-INF && cp LICENSE THIRD-PARTY.txt sbom/application.cdx.json /legal/

# ---------------------------------------------------- a minimal Java runtime, and its AOT cache
FROM ${JDK_IMAGE} AS runtime
COPY container/modules /tmp/modules
RUN jlink --add-modules "$(grep '^j' /tmp/modules | paste -sd, -)" \
      --compress zip-6 --no-man-pages --no-header-files --generate-cds-archive --output /opt/jre
ENV PATH=/opt/jre/bin:$PATH
WORKDIR /app
COPY --from=jar /layers/dependencies/ /layers/snapshot-dependencies/ /layers/application/ ./
COPY container/jvm.options container/training.yaml container/train.sh ./
# The native libraries (epoll, io_uring) as files, so that nothing is unpacked at run time.
RUN mkdir native && cd native && for jar in ../lib/netty-transport-native-*-linux-*.jar; do \
      "$JAVA_HOME/bin/jar" xf "$jar" META-INF/native; done \
 && find META-INF -name "*$(uname -m).so" -exec mv {} . \; && rm -r META-INF
RUN ./train.sh /app

# --------------------------------------------------------------------------------- the image
FROM ${BASE_IMAGE}
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Joinall" \
      org.opencontainers.image.description="One HTTP call in, many backend calls out, joined under a deadline, one JSON back." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
COPY --from=runtime /opt/jre /opt/jre
WORKDIR /app
# One layer each, from rarely to often changed.
COPY --from=jar /layers/dependencies/ ./
COPY --from=jar /layers/snapshot-dependencies/ ./
COPY --from=runtime /app/native ./native
COPY container/jvm.options ./
# The components, their licences, and our own.
COPY --from=jar /legal ./legal
COPY --from=jar /layers/application/ ./
COPY --from=runtime /app/joinall.aot ./
# One arena of malloc: with one for each thread, memory that the JIT compiler has freed stays in many places.
ENV PATH=/opt/jre/bin JOINALL_CONFIG=/etc/joinall/joinall.yaml MALLOC_ARENA_MAX=1
USER 65532:65532
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-XX:-UsePerfData", "-cp", "/app/joinall.jar", "dev.joinall.probe.HealthProbe"]
ENTRYPOINT ["java", "@/app/jvm.options", "-jar", "/app/joinall.jar"]
