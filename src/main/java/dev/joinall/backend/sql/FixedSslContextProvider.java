package dev.joinall.backend.sql;

import dev.joinall.tls.DelegatingContext;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * A security provider whose only context is a given one. This is the way to pass a context to
 * Netty's builder, which creates contexts from a provider.
 */
final class FixedSslContextProvider extends Provider {
  private static final long serialVersionUID = 1L;
  private static final String TYPE = "SSLContext";
  private static final String PROTOCOL = "TLS";

  FixedSslContextProvider(SSLContext context) {
    super("Joinall", "1", "one context of TLS");
    putService(
        new Service(this, TYPE, PROTOCOL, DelegatingContext.class.getName(), List.of(), Map.of()) {
          @Override
          public Object newInstance(Object parameter) {
            return new DelegatingContext(() -> context);
          }
        });
  }
}
