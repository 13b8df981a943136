package dev.joinall.backend.mongo;

import io.netty.buffer.ByteBuf;

/** The 16 bytes at the start of each message of MongoDB's wire protocol. */
record WireHeader(int length, int requestId, int responseTo, int opCode) {
  static final int BYTES = 16;

  /** OP_REPLY, the answer to the first greeting of a connection. */
  static final int REPLY = 1;

  /** OP_MSG, all else. */
  static final int MESSAGE = 2013;

  /** Reads it where the buffer's reading begins, and leaves the buffer as it is. */
  static WireHeader of(ByteBuf bytes) {
    int at = bytes.readerIndex();
    return new WireHeader(
        bytes.getIntLE(at),
        bytes.getIntLE(at + 4),
        bytes.getIntLE(at + 8),
        bytes.getIntLE(at + 12));
  }
}
