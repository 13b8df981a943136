package dev.joinall.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of one HTTP/2 connection of a client. It is idle while it has no stream, whatever
 * frames arrive. A slow consumer loses the stream that it does not read. The reader of a body
 * limits its size; Netty's codec limits resets, continuations and control frames. Used on its event
 * loop.
 */
final class Http2ClientConnection implements Expiring {
  private final Channel channel;
  private final ConnectionReaper reaper;
  private final Http2FrameCodec codec;
  private final Http2Connection.PropertyKey writingSinceKey;
  private long activeAt;
  private long writtenAt;
  private boolean closing;

  Http2ClientConnection(Channel channel, ConnectionReaper reaper, Http2FrameCodec codec) {
    this.channel = channel;
    this.reaper = reaper;
    this.codec = codec;
    this.writingSinceKey = codec.connection().newKey();
    this.activeAt = reaper.now();
    this.writtenAt = reaper.now();
    codec.gracefulShutdownTimeoutMillis(-1); // the shutdown has its own
    channel
        .pipeline()
        .addAfter(
            channel.pipeline().context(codec).name(),
            "joinall.http2-framing",
            new Http2Framing(codec.connection(), reaper.all().maxHead()));
    reaper.all().headers().on(channel, "joinall.http2-framing");
  }

  @Override
  public void progress(Channel exchange) {
    writtenAt = reaper.now();
    if (exchange instanceof Http2StreamChannel it) {
      @Nullable Http2Stream stream = codec.connection().stream(it.stream().id());
      if (stream != null) {
        stream.removeProperty(writingSinceKey);
      }
    }
  }

  @Override
  public void check(boolean pressed) {
    Limits limits = reaper.all().limits();
    long writeTime = reaper.timeoutNanos(limits.writeTime(), pressed);
    if (ConnectionReaper.pendingBytes(channel) == 0) {
      writtenAt = reaper.now();
    } else if (reaper.now() - writtenAt > writeTime) {
      reset();
      return;
    }
    if (codec.connection().numActiveStreams() > 0) {
      activeAt = reaper.now();
      checkStreams(writeTime);
    } else if (reaper.now() - activeAt > ConnectionReaper.idleNanos(limits) && !closing) {
      reaper.all().count(CloseReason.IDLE);
      close();
    }
    if (reaper.all().areLastAnswers() && !closing) {
      close();
    }
  }

  /** Sends a GOAWAY and lets the open streams end. */
  private void close() {
    closing = true;
    var _ = channel.close();
  }

  private void reset() {
    reaper.all().count(CloseReason.SLOW_READER);
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = channel.pipeline().context(codec).close();
  }

  private void checkStreams(long writeTime) {
    try {
      var _ =
          codec
              .connection()
              .forEachActiveStream(stream -> {
                check(stream, writeTime);
                return true;
              });
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void check(Http2Stream stream, long writeTime) {
    @Nullable Long since = stream.getProperty(writingSinceKey);
    if (!codec.connection().remote().flowController().hasFlowControlled(stream)) {
      stream.removeProperty(writingSinceKey);
    } else if (since == null) {
      stream.setProperty(writingSinceKey, reaper.now());
    } else if (reaper.now() - since > writeTime) {
      reaper.all().count(CloseReason.SLOW_READER);
      ChannelHandlerContext context = channel.pipeline().context(codec);
      var _ =
          codec.resetStream(context, stream.id(), Http2Error.CANCEL.code(), context.newPromise());
      context.flush();
    }
  }
}
