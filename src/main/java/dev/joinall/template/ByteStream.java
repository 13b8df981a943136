package dev.joinall.template;

import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;

/**
 * Bytes on their way through the server, from a source to a receiver, with back-pressure by their
 * number: the source reads no further while {@link #WINDOW} bytes were read and are not taken.
 */
public interface ByteStream {
  /** Bytes that may be on their way before the source stops reading. It ends the read it began. */
  int WINDOW = 128 << 10;

  /** Bytes of memory that a stream may hold at a time: its window, one read, and its encryption. */
  int MEMORY = 2 * WINDOW;

  /**
   * The bytes; to be subscribed once. An error means that the rest is missing. Cancelling ends the
   * exchange with the source, unless all bytes have arrived.
   */
  Flux<ByteBuffer> bytes();

  /** The receiver has passed on so many bytes. Thread-safe. */
  void taken(int bytes);
}
