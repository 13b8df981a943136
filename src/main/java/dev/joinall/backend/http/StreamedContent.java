package dev.joinall.backend.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The content of a response, from its connection to its one subscriber. The reader of the
 * connection bounds the bytes that wait here. The methods of the source are called on one event
 * loop.
 */
final class StreamedContent {
  private final Sinks.Many<ByteBuffer> parts = Sinks.many().unicast().onBackpressureBuffer();
  private final Scheduler loop;
  private final Runnable cancelled;

  /**
   * @param loop the loop of the connection, on which the subscriber is called
   * @param cancelled called when the subscriber cancels before the end
   */
  StreamedContent(EventLoop loop, Runnable cancelled) {
    this.loop = Schedulers.fromExecutor(loop);
    this.cancelled = cancelled;
  }

  Flux<ByteBuffer> bytes() {
    return parts.asFlux().doOnCancel(cancelled).publishOn(loop);
  }

  /** Copies the part, because the client releases its buffers. */
  void next(ByteBuf part) {
    var _ = parts.tryEmitNext(copied(part));
  }

  static ByteBuffer copied(ByteBuf part) {
    byte[] bytes = new byte[part.readableBytes()];
    part.readBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  void complete() {
    var _ = parts.tryEmitComplete();
  }

  void fail(Throwable why) {
    var _ = parts.tryEmitError(why);
  }
}
