package dev.joinall.template;

import dev.cel.common.values.CelByteString;
import dev.joinall.config.Sha256;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests, message authentication codes, and unique ids. */
final class Digests {
  /** In elements: the cost of a digest; and the number of bytes digested per element. */
  private static final int DIGEST = 100;

  private static final int BYTES = 2;

  private static final Map<String, String> MACS =
      Map.of("sha1", "HmacSHA1", "sha256", "HmacSHA256", "sha512", "HmacSHA512");

  private static final Pattern UNIQUE_ID =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** Seeded at start-up: the JDK's default generator reads a device, which blocks. */
  private static final SecureRandom RANDOM = random();

  static {
    // The first use of an algorithm reads files.
    CelByteString any = CelByteString.of(new byte[1]);
    var _ = Sha256.begin();
    MACS.values().forEach(name -> mac(any, any, name));
  }

  private Digests() {}

  /** Initializes this class. */
  static void load() {
    var _ = RANDOM.getAlgorithm();
  }

  private static SecureRandom random() {
    try {
      SecureRandom random = SecureRandom.getInstance("DRBG");
      var _ = random.nextLong();
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static CelByteString sha256(CelByteString bytes) {
    charge(bytes.size());
    return CelByteString.of(Sha256.of(bytes.toByteArray()));
  }

  static CelByteString hmac(CelByteString key, CelByteString bytes, String digest) {
    charge((long) key.size() + bytes.size());
    String name = macOf(digest);
    if (key.isEmpty()) {
      throw new IllegalArgumentException("the key of hmac is empty");
    }
    return mac(key, bytes, name);
  }

  /** Java's name of the algorithm. */
  static String macOf(String digest) {
    String name = MACS.get(digest);
    if (name == null) {
      throw new IllegalArgumentException("a digest of hmac is sha1, sha256 or sha512");
    }
    return name;
  }

  private static CelByteString mac(CelByteString key, CelByteString bytes, String name) {
    try {
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(key.toByteArray(), name));
      return CelByteString.of(mac.doFinal(bytes.toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void charge(long bytes) {
    Meter.chargeElements(2 * DIGEST + bytes / BYTES);
    Meter.chargeBytes(bytes);
  }

  /** A random UUID, version 4. */
  static UUID uniqueId() {
    Meter.chargeElements(DIGEST);
    byte[] bytes = new byte[2 * Long.BYTES];
    RANDOM.nextBytes(bytes);
    bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
    long mostSignificant = 0;
    long leastSignificant = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      mostSignificant = (mostSignificant << Byte.SIZE) | (bytes[i] & 0xff);
      leastSignificant = (leastSignificant << Byte.SIZE) | (bytes[i + Long.BYTES] & 0xff);
    }
    return new UUID(mostSignificant, leastSignificant);
  }

  static UUID uniqueId(String text) {
    if (!UNIQUE_ID.matcher(text).matches()) {
      throw new IllegalArgumentException("not a UUID: \"" + OwnFunctions.shown(text) + "\"");
    }
    return UUID.fromString(text);
  }
}
