package dev.joinall.web;

import dev.joinall.backend.ChannelStream;
import dev.joinall.edge.Limits;
import dev.joinall.plan.BodyContent;
import dev.joinall.template.ByteStream;
import dev.joinall.template.Upload;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** The body of a request that is passed on as it arrives. */
final class UploadedBody implements ByteStream {
  /** What describes the bytes (RFC 9110, 8). */
  private static final List<String> HEADERS =
      List.of(
          "content-digest",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-type",
          "repr-digest");

  private final ServerHttpRequest request;
  private final ChannelStream content;
  private volatile boolean whole;
  private volatile @Nullable Throwable failure;

  private UploadedBody(ServerHttpRequest request, Limits limits) {
    this.request = request;
    var received = new AtomicReference<ChannelStream>();
    HttpServerRequest server = ServerHttpRequestDecorator.getNativeRequest(request);
    server.withConnection(connection ->
        received.set(ChannelStream.of(connection.channel(), received(request), limits.bodyTime())));
    this.content = received.get();
  }

  /**
   * The body; fails with {@link RejectedRequest} if it is not of a declared type.
   *
   * @param limits how long the client may send nothing
   */
  static UploadedBody of(ServerHttpRequest request, BodyContent declared, Limits limits) {
    if (RequestBody.isPresent(request.getHeaders())) {
      RequestContent.refused(declared, request.getHeaders())
          .ifPresent(it -> {
            throw new RejectedRequest(415, it);
          });
    }
    return new UploadedBody(request, limits);
  }

  private static Flux<ByteBuffer> received(ServerHttpRequest request) {
    return request.getBody().map(UploadedBody::copied);
  }

  private static ByteBuffer copied(DataBuffer part) {
    byte[] bytes = new byte[part.readableByteCount()];
    part.read(bytes);
    DataBufferUtils.release(part);
    return ByteBuffer.wrap(bytes);
  }

  Upload upload() {
    HttpHeaders sent = request.getHeaders();
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String name : HEADERS) {
      List<String> values = sent.getOrEmpty(name);
      if (!values.isEmpty()) {
        headers.put(name, values);
      }
    }
    long length = RequestBody.isPresent(sent) ? sent.getContentLength() : 0;
    return new Upload(headers, length < 0 ? OptionalLong.empty() : OptionalLong.of(length), this);
  }

  /** The server reports a body with broken framing as ended; here it is an error. */
  @Override
  public Flux<ByteBuffer> bytes() {
    return content
        .bytes()
        .concatWith(Mono.fromRunnable(() -> RequestBody.checkFraming(request)))
        .doOnComplete(() -> whole = true)
        .onErrorMap(RequestBody::rejected)
        .doOnError(error -> failure = error);
  }

  @Override
  public void taken(int bytes) {
    content.taken(bytes);
  }

  /** Whether all of it was passed on. */
  boolean isWhole() {
    return whole;
  }

  /** Why the client is to blame for the missing rest. */
  Optional<RejectedRequest> failure() {
    return failure instanceof RejectedRequest it ? Optional.of(it) : Optional.empty();
  }

  /** The request is over. */
  void release() {
    content.release();
  }
}
