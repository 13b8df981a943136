package dev.joinall.web;

import dev.joinall.backend.FlatHeaders;
import dev.joinall.edge.ClientExchange;
import dev.joinall.edge.ResponseBody;
import dev.joinall.json.JsonWriter;
import dev.joinall.ops.AccessLog;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.netty.FutureMono;

/** A whole response to a request on an HTTP/1.1 connection, written as one message. */
final class Http1Response implements RouteResponse {
  private static final String STREAM = "a stream is answered by another way";

  private final ClientExchange exchange;
  private final Optional<AccessLog> log;
  private final HttpHeaders headers = new FlatHeaders();
  private int status = 200;

  Http1Response(ClientExchange exchange, Optional<AccessLog> log) {
    this.exchange = exchange;
    this.log = log;
  }

  @Override
  public void status(int status) {
    this.status = status;
  }

  @Override
  public void set(String name, String value) {
    headers.set(name, value);
  }

  @Override
  public void add(String name, String value) {
    headers.add(name, value);
  }

  @Override
  public @Nullable String get(String name) {
    return headers.get(name);
  }

  @Override
  public void remove(String name) {
    headers.remove(name);
  }

  @Override
  public boolean isCommitted() {
    return exchange.isAnswered();
  }

  @Override
  public Mono<Void> complete() {
    return new Writing(ResponseBody.EMPTY);
  }

  @Override
  public Mono<Void> write(JsonWriter body) {
    return new Writing(new Written(body));
  }

  @Override
  public Mono<Void> write(Flux<ByteBuffer> parts) {
    return Mono.error(new IllegalStateException(STREAM));
  }

  @Override
  public Mono<Void> writeEach(Flux<byte[]> parts) {
    return Mono.error(new IllegalStateException(STREAM));
  }

  @Override
  public boolean isCompressible() {
    return false;
  }

  @Override
  public void preventCompression() {}

  /** The bytes of a writer. */
  private record Written(JsonWriter writer) implements ResponseBody {
    @Override
    public int length() {
      return writer.length();
    }

    @Override
    public void writeTo(ByteBuf out) {
      writer.writeTo(out::writeBytes);
    }
  }

  /** Writes on subscription. */
  private final class Writing extends Mono<Void> {
    private final ResponseBody body;

    Writing(ResponseBody body) {
      this.body = body;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
      ChannelFuture written = exchange.answer(status, headers, body);
      log.ifPresent(it -> written.addListener(done -> logged(it)));
      if (written.isSuccess()) {
        Operators.complete(actual);
      } else {
        FutureMono.from(written).subscribe(actual);
      }
    }
  }

  private void logged(AccessLog access) {
    access.write(
        new AccessLog.Line(
            exchange.channel().remoteAddress(),
            exchange.request().method().name(),
            exchange.request().uri(),
            status,
            headers.getInt(HttpHeaderNames.CONTENT_LENGTH, 0),
            exchange.millis(),
            "HTTP/1.1",
            headers.get(TraceHeaders.PARENT)));
  }
}
