package dev.joinall.web;

import dev.joinall.json.JsonWriter;
import dev.joinall.template.ByteStream;
import dev.joinall.template.StreamedReply;
import dev.joinall.template.Transfer;
import dev.joinall.template.Upload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads and writes the streams of a request without a network, in memory. */
final class DirectStreams {
  /** The maximum size of an answer in bytes; a larger one is of no use on a terminal. */
  private static final int MAX = 10 << 20;

  private DirectStreams() {}

  private record Buffered(ByteBuffer all) implements ByteStream {
    @Override
    public Flux<ByteBuffer> bytes() {
      return Flux.just(all);
    }

    @Override
    public void consumed(int bytes) {}
  }

  static Transfer of(DirectCall.Request request) {
    Optional<Upload> body =
        request
            .body()
            .map(it ->
                new Upload(
                    Map.of("content-type", List.of("application/octet-stream")),
                    OptionalLong.of(it.length),
                    new Buffered(ByteBuffer.wrap(it))));
    return new Transfer(false, Map.of(), body);
  }

  /** The answer with its body in memory, if it is a stream. */
  static Mono<HttpAnswer> buffered(HttpAnswer answer) {
    return Mono.justOrEmpty(answer.stream())
        .flatMap(stream -> read(stream, answer))
        .defaultIfEmpty(answer);
  }

  private static Mono<HttpAnswer> read(StreamedReply stream, HttpAnswer answer) {
    if (!stream.hasContent()) {
      return Mono.empty();
    }
    return stream
        .content()
        .bytes()
        .reduceWith(
            () -> new JsonWriter(1024),
            (all, part) -> {
              stream.content().consumed(part.remaining());
              if (all.length() + part.remaining() > MAX) {
                throw new IllegalStateException("the answer has more than " + MAX + " bytes");
              }
              byte[] bytes = new byte[part.remaining()];
              part.get(bytes);
              return all.raw(bytes);
            })
        .map(body -> new HttpAnswer(answer.status(), answer.headers(), body, Optional.empty()))
        .onErrorResume(
            error -> Mono.just(ProblemDetails.of(502, "the stream broke: " + error.getMessage())));
  }
}
