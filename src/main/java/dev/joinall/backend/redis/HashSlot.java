package dev.joinall.backend.redis;

/** The slot of a key in a cluster: CRC16 (XMODEM) of the key or its hash tag, modulo 16384. */
final class HashSlot {
  static final int COUNT = 16_384;

  private static final int POLYNOMIAL = 0x1021;
  private static final char[] TABLE = table();

  private HashSlot() {}

  private static char[] table() {
    char[] table = new char[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
      }
      table[i] = (char) crc;
    }
    return table;
  }

  /** The slot of a word in the encoding of {@link RespWriter#bulk}. */
  static int ofBulk(byte[] bulk) {
    int from = 0;
    while (bulk[from] != '\n') {
      from++;
    }
    return of(bulk, from + 1, bulk.length - 2);
  }

  /** Hashes only the text in the first braces, unless it is empty. */
  private static int of(byte[] key, int from, int to) {
    int open = indexOf(key, '{', from, to);
    int close = open < 0 ? -1 : indexOf(key, '}', open, to);
    return close > open + 1 ? hash(key, open + 1, close) : hash(key, from, to);
  }

  private static int indexOf(byte[] key, char character, int from, int to) {
    for (int i = from; i < to; i++) {
      if (key[i] == character) {
        return i;
      }
    }
    return -1;
  }

  private static int hash(byte[] key, int from, int to) {
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc = (crc << 8 ^ TABLE[(crc >>> 8 ^ key[i]) & 0xFF]) & 0xFFFF;
    }
    return crc % COUNT;
  }
}
