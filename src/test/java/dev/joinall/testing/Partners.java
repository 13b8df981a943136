package dev.joinall.testing;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The third-party API in a process of its own, run from its source by a JDK alone:
 *
 * <pre>java src/test/java/dev/joinall/testing/Partners.java examples/shop/data 8090</pre>
 */
final class Partners {
  /** Not static: {@code spring-boot:test-run} starts the only static main of the tests. */
  void main(String[] args) throws IOException {
    var _ = ThirdPartyApi.start(Path.of(args[0]), Latency.PARTNER, Integer.parseInt(args[1]));
    System.out.println("The third-party API is at port " + args[1]);
  }
}
