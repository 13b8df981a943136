import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.IntStream;

/**
 * An issuer of tokens for the benchmark: signs tokens by RS256 with a key of 2,048 bits, one a
 * line, and serves its key until it is killed. Its arguments are the port, the number of tokens and
 * the file.
 */
public final class Tokens {
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair key = generator.generateKeyPair();
    String issuer = "http://127.0.0.1:" + port;
    long expiry = Instant.now().plusSeconds(86_400).getEpochSecond();
    Files.write(
        Path.of(arguments[2]),
        IntStream.range(0, Integer.parseInt(arguments[1]))
            .parallel()
            .mapToObj(it -> token(key, issuer, expiry, it))
            .toList());
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    byte[] keys = keys((RSAPublicKey) key.getPublic()).getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/keys",
        exchange -> {
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    server.start();
  }

  private static String token(KeyPair key, String issuer, long expiry, int number) {
    String signed =
        encoded("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"one\"}")
            + "."
            + encoded(
                "{\"iss\":\"%s\",\"aud\":\"shop\",\"sub\":\"u%d\",\"exp\":%d,\"scope\":\"orders:read\",\"tenant\":\"t1\"}"
                    .formatted(issuer, number, expiry));
    try {
      var by = Signature.getInstance("SHA256withRSA");
      by.initSign(key.getPrivate());
      by.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encoded(by.sign());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String keys(RSAPublicKey key) {
    return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"one\",\"use\":\"sig\",\"n\":\"%s\",\"e\":\"AQAB\"}]}"
        .formatted(encoded(unsigned(key.getModulus().toByteArray())));
  }

  /** Without the zero of the sign. */
  private static byte[] unsigned(byte[] number) {
    return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
