package dev.joinall.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Sha256;
import dev.joinall.template.CallKey;
import dev.joinall.template.ReplyParts;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The names of values and marks at a shared store. They are digests, because keys may contain
 * credentials.
 */
final class SharedNames {
  /** The version of the format. Values of another version are not used. */
  private static final String VERSION =
      "joinall-cache-1 "
          + Optional.ofNullable(SharedNames.class.getPackage().getImplementationVersion())
              .orElse("");

  private SharedNames() {}

  static String of(CallKey key, ReplyParts parts) {
    return digest(VERSION + " " + parts, key.bytes(), 32);
  }

  static List<String> marks(List<String> marks) {
    return marks.stream().map(it -> digest("mark", it.getBytes(UTF_8), 16)).toList();
  }

  private static String digest(String first, byte[] second, int length) {
    MessageDigest digest = Sha256.begin();
    digest.update(first.getBytes(UTF_8));
    digest.update((byte) 0);
    return HexFormat.of().formatHex(digest.digest(second), 0, length);
  }
}
