package dev.joinall.security;

import dev.joinall.config.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The address of the client behind trusted proxies: the right-most one in {@code Forwarded} (RFC
 * 7239) or {@code X-Forwarded-For} that is not a trusted proxy. Entries further left may be forged
 * by the client, and are ignored. If the headers are invalid or contradict each other, it is the
 * address of the connection. Immutable and thread-safe.
 */
public final class ClientAddress {
  private static final String FORWARDED = "Forwarded";
  private static final String X_FORWARDED_FOR = "X-Forwarded-For";

  private final List<AddressRange> trusted;

  public ClientAddress(List<AddressRange> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /**
   * The address.
   *
   * @param peer of the connection
   * @param header all lines of a header, by its name
   */
  public InetAddress of(InetAddress peer, Function<String, List<String>> header) {
    if (!isTrusted(peer)) {
      return peer;
    }
    List<String> standard = header.apply(FORWARDED);
    List<String> forwardedFor = header.apply(X_FORWARDED_FOR);
    if (standard.isEmpty() && forwardedFor.isEmpty()) {
      return peer;
    }
    Optional<InetAddress> byStandard = client(ForwardedFor.standard(standard));
    Optional<InetAddress> byForwardedFor = client(ForwardedFor.addresses(forwardedFor));
    if (standard.isEmpty()) {
      return byForwardedFor.orElse(peer);
    }
    return forwardedFor.isEmpty() || byStandard.equals(byForwardedFor)
        ? byStandard.orElse(peer)
        : peer;
  }

  /** Empty if an entry before the result is not an address. */
  private Optional<InetAddress> client(List<String> nodes) {
    Optional<InetAddress> last = Optional.empty();
    for (String node : nodes.reversed()) {
      Optional<InetAddress> address = ForwardedFor.address(node);
      if (address.isEmpty()) {
        return Optional.empty();
      }
      if (!isTrusted(address.get())) {
        return address;
      }
      last = address;
    }
    return last;
  }

  boolean isTrusted(InetAddress address) {
    for (AddressRange range : trusted) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
