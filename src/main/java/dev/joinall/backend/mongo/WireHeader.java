package dev.joinall.backend.mongo;

import io.netty.buffer.ByteBuf;

/** The first 16 bytes of each message of MongoDB's wire protocol. */
record WireHeader(int length, int requestId, int responseTo, int opCode) {
  static final int BYTES = 16;

  /** OP_REPLY, the reply to the handshake. */
  static final int REPLY = 1;

  /** OP_MSG, all other messages. */
  static final int MESSAGE = 2013;

  /** Reads the header at the reader index, without moving it. */
  static WireHeader of(ByteBuf bytes) {
    int at = bytes.readerIndex();
    return new WireHeader(
        bytes.getIntLE(at),
        bytes.getIntLE(at + 4),
        bytes.getIntLE(at + 8),
        bytes.getIntLE(at + 12));
  }
}
