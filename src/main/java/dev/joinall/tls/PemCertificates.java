package dev.joinall.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the certificates of a PEM file (RFC 7468). Ignores text around them. */
final class PemCertificates {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\\s]*)"
              + "-----END (?:X509 |TRUSTED )?CERTIFICATE-----");

  /** An ASN.1 sequence: a certificate, or a PKCS #12 store. */
  private static final char SEQUENCE = 0x30;

  private PemCertificates() {}

  /**
   * All certificates, at least one.
   *
   * @param shown the file for the message
   */
  static List<X509Certificate> of(String file, String shown) throws UnusableTlsException {
    List<X509Certificate> found = new ArrayList<>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      Matcher block = BLOCK.matcher(file);
      while (block.find()) {
        byte[] bytes = PemFile.decode(block.group(1));
        found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw new UnusableTlsException(
          "certificate " + (found.size() + 1) + " of " + shown + " is damaged",
          "openssl x509 -in FILE -noout -text shows what is wrong");
    }
    if (found.isEmpty()) {
      throw new UnusableTlsException(shown + " has no certificate in PEM", hint(file));
    }
    return found;
  }

  private static String hint(String file) {
    return !file.isEmpty() && file.charAt(0) == SEQUENCE
        ? "it is binary: openssl x509 -inform der -in FILE, or openssl pkcs12 -nodes -in FILE"
        : "it has lines -----BEGIN CERTIFICATE-----";
  }
}
