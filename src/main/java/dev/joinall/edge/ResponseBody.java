package dev.joinall.edge;

import io.netty.buffer.ByteBuf;

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
      };

  /** The length in bytes. */
  int length();

  /** Appends the bytes, for which the buffer has room. */
  void writeTo(ByteBuf out);
}
