package dev.joinall.backend.http;

import dev.joinall.backend.WriteMeter;
import dev.joinall.template.Scope;
import dev.joinall.template.Transfer;
import dev.joinall.template.Upload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient;

/**
 * Streams the body of the client's request. The deadline is paused meanwhile.
 *
 * @param idleTimeout how long the API may accept nothing
 */
record UploadSender(Duration idleTimeout) {
  /**
   * @param request a request with its address
   */
  HttpClient.ResponseReceiver<?> send(HttpClient.RequestSender request, Scope scope) {
    Upload upload = of(scope);
    return request.send((head, out) -> send(out, upload, scope));
  }

  private static Upload of(Scope scope) {
    return scope
        .transfer()
        .upload()
        .orElseThrow(() -> new IllegalStateException("the request has no stream"));
  }

  private Publisher<Void> send(NettyOutbound out, Upload upload, Scope scope) {
    var meter = new AtomicReference<WriteMeter>();
    out.withConnection(connection -> {
      Channel channel = connection.channel();
      meter.set(
          WriteMeter.install(
              channel, upload.content()::consumed, idleTimeout, () -> close(channel)));
    });
    return out.send(bytes(upload, scope).doFinally(signal -> meter.get().remove()));
  }

  /** Pauses the deadline during the transfer. */
  private static Flux<ByteBuf> bytes(Upload upload, Scope scope) {
    Transfer transfer = scope.transfer();
    return upload
        .content()
        .bytes()
        .map(Unpooled::wrappedBuffer)
        .doOnSubscribe(subscription -> transfer.uploadBegins(scope.now()))
        .doFinally(signal -> transfer.uploadEnds(scope.now()));
  }

  /**
   * Sends the body over HTTP/1.1, after the head of the request.
   *
   * @param sent listens to the last write
   */
  void write(Channel channel, ByteBuf head, Scope scope, ChannelFutureListener sent) {
    Upload upload = of(scope);
    boolean chunked = upload.length().isEmpty();
    long length = upload.length().orElse(-1);
    var left = new AtomicLong(length);
    var _ = channel.writeAndFlush(head, channel.voidPromise());
    var meter =
        WriteMeter.install(channel, upload.content()::consumed, idleTimeout, () -> close(channel));
    Disposable.Swap sending = Disposables.swap();
    ChannelFutureListener closing = closed -> sending.dispose();
    channel.closeFuture().addListener(closing);
    sending.update(
        bytes(upload, scope)
            .doFinally(signal -> {
              meter.remove();
              channel.closeFuture().removeListener(closing);
            })
            .subscribe(
                part -> {
                  boolean last = left.addAndGet(-part.readableBytes()) == 0;
                  write(channel, chunked ? new DefaultHttpContent(part) : part, last, sent);
                },
                failure -> close(channel),
                () -> {
                  if (chunked) {
                    write(channel, LastHttpContent.EMPTY_LAST_CONTENT, true, sent);
                  } else if (length == 0) {
                    write(channel, Unpooled.EMPTY_BUFFER, true, sent);
                  }
                }));
  }

  /** Adds the listener before the write, because the API may respond at once. */
  private static void write(
      Channel channel, Object part, boolean last, ChannelFutureListener sent) {
    ChannelPromise promise = channel.newPromise();
    if (last) {
      promise.addListener(sent);
    }
    var _ = channel.writeAndFlush(part, promise);
  }

  private static void close(Channel channel) {
    var _ = channel.close();
  }

  /** Copies the client's headers that describe the bytes. */
  static void describe(Scope scope, HttpHeaders headers) {
    Upload upload = of(scope);
    upload.headers().forEach(headers::set);
    upload.length().ifPresent(it -> headers.set(HttpHeaderNames.CONTENT_LENGTH, it));
  }
}
