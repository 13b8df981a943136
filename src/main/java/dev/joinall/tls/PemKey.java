package dev.joinall.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the private key of a PEM file: PKCS #8, or the older forms of RSA (PKCS #1) and EC (RFC
 * 5915), which cert-manager and OpenSSL 1 write.
 */
final class PemKey {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ((?:[A-Z]+ )*)PRIVATE KEY-----(.*?)-----END (?:[A-Z]+ )*PRIVATE KEY-----",
          Pattern.DOTALL);

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
  private static final String PLAIN = "openssl pkey -in FILE -out PLAIN writes it without";

  private PemKey() {}

  /**
   * @param shown the file for the message
   */
  static PrivateKey of(String file, String shown) throws UnusableTlsException {
    Matcher block = BLOCK.matcher(file);
    if (!block.find()) {
      throw new UnusableTlsException(
          shown + " has no private key in PEM", "it has a line -----BEGIN PRIVATE KEY-----");
    }
    String form = block.group(1).strip();
    if (form.equals("ENCRYPTED") || block.group(2).contains("Proc-Type: 4,ENCRYPTED")) {
      throw new UnusableTlsException(
          "the key in " + shown + " is encrypted with a passphrase, which is not supported", PLAIN);
    }
    try {
      byte[] bytes = PemFile.decode(block.group(2));
      return key(
          switch (form) {
            case "" -> bytes;
            case "RSA" -> Pkcs8.ofRsa(bytes);
            case "EC" -> Pkcs8.ofEc(bytes);
            default -> throw new IllegalArgumentException(form);
          });
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnusableTlsException(
          "the key in " + shown + " can't be read",
          "a key of RSA, EC or Ed25519 in PEM; openssl pkey -in FILE -noout -text shows it");
    }
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    GeneralSecurityException last = new GeneralSecurityException();
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }
}
