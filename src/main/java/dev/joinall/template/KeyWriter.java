package dev.joinall.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Sha256;
import dev.joinall.json.Json;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values in sequence, each with its type and its length, so that different values never have
 * the same bytes. Replaces a long key by its SHA-256.
 */
final class KeyWriter {
  /** In bytes. */
  private static final int MAX = 128;

  private final int prefix;
  private byte[] bytes;
  private int length;

  KeyWriter(byte[] prefix) {
    this.prefix = prefix.length;
    this.bytes = Arrays.copyOf(prefix, prefix.length + 64);
    this.length = prefix.length;
  }

  void value(@Nullable Object value) {
    switch (value) {
      case null -> begin('-', 0);
      // A JSON string and the same text make the same call.
      case Json json when json.kind() == Json.Kind.STRING -> value(json.text());
      case Json json -> bytes('j', json.toBytes());
      case String text -> bytes('s', text.getBytes(UTF_8));
      case byte[] plain -> bytes('b', plain);
      case List<?> list -> {
        begin('l', list.size());
        list.forEach(this::value);
      }
      case Map<?, ?> map -> {
        begin('m', map.size());
        map.forEach((name, member) -> {
          value(name);
          value(member);
        });
      }
      default -> {
        value(value.getClass().getSimpleName());
        bytes('v', Values.json(value).toBytes());
      }
    }
  }

  private void bytes(char type, byte[] value) {
    begin(type, value.length);
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  private void begin(char type, int size) {
    ensure(5);
    bytes[length] = (byte) type;
    ByteBuffer.wrap(bytes).putInt(length + 1, size);
    length += 5;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  CallKey key() {
    if (length <= MAX) {
      return new CallKey(Arrays.copyOf(bytes, length));
    }
    MessageDigest sha = Sha256.begin();
    sha.update(bytes, 0, length);
    byte[] digest = sha.digest();
    byte[] key = Arrays.copyOf(bytes, prefix + digest.length);
    System.arraycopy(digest, 0, key, prefix, digest.length);
    return new CallKey(key);
  }
}
