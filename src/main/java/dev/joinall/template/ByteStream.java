package dev.joinall.template;

import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;

/**
 * A stream of bytes from a source to a receiver, with back-pressure by their number: the source
 * stops reading while {@link #WINDOW} bytes were read and are not passed on.
 */
public interface ByteStream {
  /**
   * The bytes that may be in transit before the source stops reading. It completes a read that has
   * begun.
   */
  int WINDOW = 128 << 10;

  /** Bytes of memory that a stream may hold at a time: its window, one read, and its encryption. */
  int MEMORY = 2 * WINDOW;

  /**
   * The bytes; allows one subscriber. An error means that the rest is missing. Cancelling ends the
   * exchange with the source, unless all bytes have arrived.
   */
  Flux<ByteBuffer> bytes();

  /** Reports that the receiver has passed on this number of bytes. Thread-safe. */
  void consumed(int bytes);
}
