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
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The body of a request that is passed on as it arrives. */
final class UploadedBody implements ByteStream {
  /** The headers that describe the bytes (RFC 9110, 8). */
  private static final List<String> HEADERS =
      List.of(
          "content-digest",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-type",
          "repr-digest");

  private final RouteRequest request;
  private final ChannelStream content;
  private volatile boolean whole;
  private volatile @Nullable Throwable failure;

  private UploadedBody(RouteRequest request, Limits limits) {
    this.request = request;
    this.content =
        ChannelStream.of(
            request.channel(), request.body().map(ByteBuffer::wrap), limits.bodyTime());
  }

  /**
   * The body; fails with {@link RejectedRequest} if it is not of a declared type.
   *
   * @param limits contains the time for which the client may send nothing
   */
  static UploadedBody of(RouteRequest request, BodyContent declared, Limits limits) {
    if (RequestBody.isPresent(request)) {
      RequestContent.refused(declared, request)
          .ifPresent(it -> {
            throw new RejectedRequest(415, it);
          });
    }
    return new UploadedBody(request, limits);
  }

  Upload upload() {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String name : HEADERS) {
      List<String> values = request.headers(name);
      if (!values.isEmpty()) {
        headers.put(name, values);
      }
    }
    long length = RequestBody.isPresent(request) ? request.contentLength() : 0;
    return new Upload(headers, length < 0 ? OptionalLong.empty() : OptionalLong.of(length), this);
  }

  /** Signals an error for broken framing, which the server reports as the end of the body. */
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
  public void consumed(int bytes) {
    content.consumed(bytes);
  }

  /** Whether all of it was passed on. */
  boolean isWhole() {
    return whole;
  }

  /** The rejection, if the body is incomplete by a fault of the client. */
  Optional<RejectedRequest> failure() {
    return failure instanceof RejectedRequest it ? Optional.of(it) : Optional.empty();
  }

  /** Releases the body at the end of the request. */
  void release() {
    content.release();
  }
}
