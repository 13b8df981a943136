package dev.joinall.backend.http;

import dev.joinall.backend.WriteMeter;
import dev.joinall.template.Scope;
import dev.joinall.template.Transfer;
import dev.joinall.template.Upload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient;

/**
 * Sends the body of the client's request as it arrives. The deadline stands still meanwhile.
 *
 * @param patience how long the API may take nothing
 */
record UploadSender(Duration patience) {
  /**
   * @param request to its address
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
    Transfer transfer = scope.transfer();
    var meter = new AtomicReference<WriteMeter>();
    out.withConnection(connection -> {
      Channel channel = connection.channel();
      meter.set(
          WriteMeter.install(channel, upload.content()::taken, patience, () -> close(channel)));
    });
    Flux<ByteBuf> bytes =
        upload
            .content()
            .bytes()
            .map(Unpooled::wrappedBuffer)
            .doOnSubscribe(subscription -> transfer.uploadBegins(scope.now()))
            .doFinally(signal -> {
              transfer.uploadEnds(scope.now());
              meter.get().remove();
            });
    return out.send(bytes);
  }

  private static void close(Channel channel) {
    var _ = channel.close();
  }

  /** What the client said of the bytes. */
  static void describe(Scope scope, HttpHeaders headers) {
    Upload upload = of(scope);
    upload.headers().forEach(headers::set);
    upload.length().ifPresent(it -> headers.set(HttpHeaderNames.CONTENT_LENGTH, it));
  }
}
