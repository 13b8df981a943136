package dev.joinall.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The whole body of an answer, on the heap. Written at most once. */
public interface ResponseBody {
  ResponseBody EMPTY =
      new ResponseBody() {
        @Override
        public int length() {
          return 0;
        }

        @Override
        public void writeTo(ByteBuf out) {}

        @Override
        public ByteBuf buffer() {
          return Unpooled.EMPTY_BUFFER;
        }
      };

  /** In bytes. */
  int length();

  /** Appends the bytes, for which the buffer has room. */
  void writeTo(ByteBuf out);

  /** The bytes, in a buffer of the heap. */
  ByteBuf buffer();
}
