package dev.joinall.web.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection of a client. It is idle while it has no stream, whatever frames come. A
 * client that does not take an answer loses that stream. Bodies are bounded by who reads them;
 * resets, continuations and control frames by Netty's codec. On its loop alone.
 */
final class Http2ClientConnection implements Watched {
  private final Channel channel;
  private final Watch watch;
  private final Http2FrameCodec codec;
  private final Http2Connection.PropertyKey writingSinceKey;
  private long activeAt;
  private long writtenAt;
  private boolean closing;

  Http2ClientConnection(Channel channel, Watch watch, Http2FrameCodec codec) {
    this.channel = channel;
    this.watch = watch;
    this.codec = codec;
    this.writingSinceKey = codec.connection().newKey();
    this.activeAt = watch.now();
    this.writtenAt = watch.now();
    channel
        .pipeline()
        .addAfter(
            channel.pipeline().context(codec).name(),
            "joinall.http2-framing",
            new Http2Framing(codec.connection()));
  }

  @Override
  public void check(boolean pressed) {
    Limits limits = watch.all().limits();
    long writeTime = watch.patience(limits.writeTime(), pressed);
    if (Watch.pendingBytes(channel) == 0) {
      writtenAt = watch.now();
    } else if (watch.now() - writtenAt > writeTime) {
      reset();
      return;
    }
    if (codec.connection().numActiveStreams() > 0) {
      activeAt = watch.now();
      checkStreams(writeTime);
    } else if (watch.now() - activeAt > limits.idleTime().toNanos() && !closing) {
      watch.all().count(Cut.IDLE);
      close();
    }
    if (watch.all().letGoOfIdle() && !closing) {
      close();
    }
  }

  /** With a GOAWAY, behind the streams that are open. */
  private void close() {
    closing = true;
    var _ = channel.close();
  }

  private void reset() {
    watch.all().count(Cut.SLOW_READER);
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
      stream.setProperty(writingSinceKey, watch.now());
    } else if (watch.now() - since > writeTime) {
      watch.all().count(Cut.SLOW_READER);
      ChannelHandlerContext context = channel.pipeline().context(codec);
      var _ =
          codec.resetStream(context, stream.id(), Http2Error.CANCEL.code(), context.newPromise());
      context.flush();
    }
  }
}
