package dev.joinall.backend.mongo;

import com.mongodb.MongoException;
import com.mongodb.MongoInternalException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Passes only complete, expected replies to the driver. The driver itself accepts any length,
 * buffers replies on idle connections, and keeps using a connection after unreadable replies or
 * replies out of order.
 */
final class ReplyCheck extends ByteToMessageDecoder {
  /** A document has up to 16 MB, and a reply 16 KB more. */
  static final int MAX_BYTES = 17 << 20;

  private static final int FLAGS = WireHeader.BYTES;
  private static final int SECTION = FLAGS + 4;
  private static final int MESSAGE_DOCUMENT = SECTION + 1;
  private static final int REPLY_DOCUMENT = WireHeader.BYTES + 20;
  private static final int MIN_DOCUMENT = 5;
  private static final int CHECKSUM_BYTES = 4;

  private static final int CHECKSUM_PRESENT = 1;
  private static final int MORE_TO_COME = 1 << 1;

  /** A receiver that does not know one of these bits must reject the message. */
  private static final int REQUIRED_BITS = 0xffff;

  private final WireConnectionState conversation;

  ReplyCheck(WireConnectionState conversation) {
    this.conversation = conversation;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (conversation.isBroken()) {
      in.skipBytes(in.readableBytes());
      var _ = context.close();
    } else if (!conversation.awaitsReply()) {
      fail(context, in, "an unrequested reply");
    } else if (in.readableBytes() >= WireHeader.BYTES) {
      decode(context, in, WireHeader.of(in), out);
    }
  }

  private void decode(
      ChannelHandlerContext context, ByteBuf in, WireHeader header, List<Object> out) {
    if (header.length() > MAX_BYTES || header.length() < documentAt(header) + MIN_DOCUMENT) {
      fail(context, in, "a reply has an impossible length");
    } else if (!conversation.expects(header)) {
      fail(context, in, "a reply is not the one to this request");
    } else if (in.readableBytes() >= header.length()) {
      decodeWhole(context, in, header, out);
    }
  }

  private void decodeWhole(
      ChannelHandlerContext context, ByteBuf in, WireHeader header, List<Object> out) {
    if (!isSound(in, header)) {
      fail(context, in, "a reply is broken");
      return;
    }
    Optional<MongoException> problem =
        conversation.isWrite() ? WriteReply.problem(document(in, header)) : Optional.empty();
    if (problem.isPresent()) {
      fail(context, in, problem.get());
    } else if (settle(in, header)) {
      out.add(in.readRetainedSlice(header.length()));
    } else {
      fail(context, in, "a reply is broken");
    }
  }

  private static ByteBuffer document(ByteBuf in, WireHeader header) {
    int at = in.readerIndex() + documentAt(header);
    return in.nioBuffer(at, in.getIntLE(at));
  }

  private static int documentAt(WireHeader header) {
    return header.opCode() == WireHeader.REPLY ? REPLY_DOCUMENT : MESSAGE_DOCUMENT;
  }

  /** Whether the reply consists of exactly one document. */
  private static boolean isSound(ByteBuf in, WireHeader header) {
    int at = in.readerIndex();
    int end = header.length();
    if (header.opCode() == WireHeader.MESSAGE) {
      int flags = in.getIntLE(at + FLAGS);
      if ((flags & REQUIRED_BITS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) != 0
          || in.getByte(at + SECTION) != 0) {
        return false;
      }
      end -= (flags & CHECKSUM_PRESENT) != 0 ? CHECKSUM_BYTES : 0;
    } else if (header.opCode() != WireHeader.REPLY) {
      return false;
    }
    int document = documentAt(header);
    return in.getIntLE(at + document) == end - document && in.getByte(at + end - 1) == 0;
  }

  /**
   * Updates the state before the driver gets the reply, because the driver may write the next
   * request at once.
   */
  private boolean settle(ByteBuf in, WireHeader header) {
    if (header.opCode() == WireHeader.MESSAGE
        && (in.getIntLE(in.readerIndex() + FLAGS) & MORE_TO_COME) != 0) {
      return conversation.nextReply(header.requestId());
    }
    if (in.readableBytes() > header.length()) {
      conversation.markBroken(); // this reply is valid, but the bytes after it belong to no request
    } else {
      conversation.replyReceived();
    }
    return true;
  }

  private void fail(ChannelHandlerContext context, ByteBuf in, String reason) {
    fail(context, in, new MongoInternalException(reason));
  }

  private void fail(ChannelHandlerContext context, ByteBuf in, MongoException reason) {
    conversation.markBroken();
    in.skipBytes(in.readableBytes());
    context.fireExceptionCaught(reason);
    var _ = context.close();
  }
}
