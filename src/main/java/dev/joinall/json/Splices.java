package dev.joinall.json;

import java.util.Arrays;

/**
 * The large values of a {@link JsonWriter}, as slices of their arrays, with their positions among
 * the writer's own bytes. Not thread-safe.
 */
final class Splices {
  /** In bytes. Copying a shorter value is cheaper than storing its slice. */
  static final int MIN = 256;

  private static final int INITIAL_SIZE = 4;

  /** Three for each value: its position, its start and its end. */
  private int[] offsets = new int[3 * INITIAL_SIZE];

  private byte[][] arrays = new byte[INITIAL_SIZE][];
  private int count;
  private int length;

  /** The total length in bytes. */
  int length() {
    return length;
  }

  void add(int place, byte[] array, int from, int to) {
    if (count == arrays.length) {
      arrays = Arrays.copyOf(arrays, 2 * count);
      offsets = Arrays.copyOf(offsets, 6 * count);
    }
    arrays[count] = array;
    offsets[3 * count] = place;
    offsets[3 * count + 1] = from;
    offsets[3 * count + 2] = to;
    length += to - from;
    count++;
  }

  /** Writes these bytes with the values at their positions. */
  void write(byte[] around, int end, JsonWriter.Sink sink) {
    int written = 0;
    for (int i = 0; i < count; i++) {
      int place = offsets[3 * i];
      int from = offsets[3 * i + 1];
      sink.write(around, written, place - written);
      sink.write(arrays[i], from, offsets[3 * i + 2] - from);
      written = place;
    }
    sink.write(around, written, end - written);
  }
}
