package dev.joinall.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;

/** A certificate authority that lives as long as its test. It signs by ECDSA. */
public final class TestAuthority {
  private static final byte[] ECDSA = HexFormat.of().parseHex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
  private static final byte[] SAN = HexFormat.of().parseHex("0603551d11");

  /** The extension that says: it may sign others. */
  private static final byte[] IS_CA = HexFormat.of().parseHex("300f0603551d130101ff040530030101ff");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int SEQUENCE = 0x30;
  private static final long DAY = 86_400;

  private final String name;
  private final KeyPair keys = keys("EC");
  private final X509Certificate certificate;

  public TestAuthority(String name) {
    this.name = name;
    this.certificate = sign(name, keys.getPublic(), now(-DAY), now(DAY), IS_CA);
  }

  /** A certificate with its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {
    public Path certificate(Path file) {
      return write(file, pem("CERTIFICATE", encoded(certificate)));
    }

    public Path key(Path file) {
      return write(file, pem("PRIVATE KEY", key.getEncoded()));
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** Writes the certificate of the authority. */
  public Path write(Path file) {
    return write(file, pem("CERTIFICATE", encoded(certificate)));
  }

  /** A certificate that is valid today, for these host names and addresses. */
  public Issued issue(String subject, String... hosts) {
    return issue("EC", subject, now(-DAY), now(DAY), hosts);
  }

  public Issued issueExpired(String... hosts) {
    return issue("EC", "expired", now(-2 * DAY), now(-DAY), hosts);
  }

  public Issued issueForTomorrow(String... hosts) {
    return issue("EC", "tomorrow", now(DAY), now(2 * DAY), hosts);
  }

  /** One with a key of another algorithm. */
  public Issued issueWith(String algorithm, String subject) {
    return issue(algorithm, subject, now(-DAY), now(DAY), "localhost");
  }

  private Issued issue(
      String algorithm, String subject, Instant from, Instant to, String... hosts) {
    KeyPair own = keys(algorithm);
    byte[] names = {};
    for (String host : hosts) {
      names = joined(names, alternative(host));
    }
    byte[] san = element(SEQUENCE, SAN, element(0x04, element(SEQUENCE, names)));
    return new Issued(sign(subject, own.getPublic(), from, to, san), own.getPrivate());
  }

  private static byte[] alternative(String host) {
    try {
      return host.matches("[0-9.]+")
          ? element(0x87, InetAddress.getByName(host).getAddress())
          : element(0x82, host.getBytes(US_ASCII));
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  private X509Certificate sign(
      String subject, PublicKey key, Instant from, Instant to, byte[] extension) {
    byte[] body =
        element(
            SEQUENCE,
            HexFormat.of().parseHex("a003020102"),
            element(0x02, new BigInteger(64, new SecureRandom()).toByteArray()),
            ECDSA,
            subject(name),
            element(SEQUENCE, time(from), time(to)),
            subject(subject),
            key.getEncoded(),
            element(0xa3, element(SEQUENCE, extension)));
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(body);
      byte[] bits = joined(new byte[] {0}, signature.sign());
      byte[] whole = element(SEQUENCE, body, ECDSA, element(0x03, bits));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] subject(String name) {
    byte[] attribute = element(SEQUENCE, COMMON_NAME, element(0x0c, name.getBytes(US_ASCII)));
    return element(SEQUENCE, element(0x31, attribute));
  }

  private static byte[] time(Instant time) {
    return element(0x18, TIME.format(time).getBytes(US_ASCII));
  }

  private static Instant now(long seconds) {
    return Instant.now().plusSeconds(seconds);
  }

  private static KeyPair keys(String algorithm) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      if (!algorithm.startsWith("Ed")) {
        generator.initialize(algorithm.equals("EC") ? 256 : 2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] element(int tag, byte[]... parts) {
    byte[] content = joined(parts);
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(content.length < 0x100 ? 0x81 : 0x82);
      if (content.length >= 0x100) {
        out.write(content.length >> 8);
      }
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  public static String pem(String type, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), type);
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
