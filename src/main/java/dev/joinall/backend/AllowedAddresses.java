package dev.joinall.backend;

import dev.joinall.config.AddressRange;
import dev.joinall.config.BackendConfig;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The addresses that a connection of a backend may use. Checks the resolved addresses that the
 * connection then uses, so that a name whose address changes (DNS rebinding) can't bypass it. If
 * the backend declares ranges, only these are allowed, also for hosts that its servers name, such
 * as the members of a set. Otherwise all addresses are allowed except loopback, link-local and
 * cloud metadata addresses; an address that the file itself names is always allowed. Immutable and
 * thread-safe.
 *
 * @param named the hosts that the file names
 * @param ranges empty for the default rules
 */
public record AllowedAddresses(Set<String> named, List<AddressRange> ranges) {
  /** The default rules. */
  static final AllowedAddresses DEFAULT = new AllowedAddresses(Set.of(), List.of());

  private static final String LOCALHOST = "localhost";

  /** Addresses of cloud metadata services outside the link-local range. */
  private static final Set<InetAddress> METADATA =
      Stream.of("fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16")
          .map(InetAddress::ofLiteral)
          .collect(Collectors.toUnmodifiableSet());

  /** NAT64 (RFC 6052): the last four bytes are an IPv4 address. */
  private static final int NAT64_PREFIX = 12;

  private static final byte[] NAT64 = InetAddress.ofLiteral("64:ff9b::").getAddress();

  public AllowedAddresses {
    named = named.stream().map(AllowedAddresses::key).collect(Collectors.toUnmodifiableSet());
    ranges = List.copyOf(ranges);
  }

  static AllowedAddresses of(BackendConfig backend) {
    return new AllowedAddresses(Set.copyOf(backend.hostNames()), backend.allowedAddresses());
  }

  /** Returns the resolved addresses that a connection to this host may use. */
  List<InetAddress> of(String host, List<InetAddress> found) {
    String name = key(host);
    return found.stream().filter(it -> allows(name, it)).toList();
  }

  private boolean allows(String name, InetAddress address) {
    if (!ranges.isEmpty()) {
      return ranges.stream().anyMatch(it -> it.contains(address));
    }
    boolean isWritten = named.contains(name) && AddressRange.address(name).isPresent();
    return isWritten || isAllowedByDefault(name, address);
  }

  private static boolean isAllowedByDefault(String name, InetAddress address) {
    // Members of a set of servers may name themselves by addresses; a DNS answer can't.
    boolean isLocal =
        name.equals(LOCALHOST)
            || name.endsWith("." + LOCALHOST)
            || AddressRange.address(name).filter(InetAddress::isLoopbackAddress).isPresent();
    return (isLocal || !address.isLoopbackAddress())
        && !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !METADATA.contains(address)
        && translated(address).filter(it -> !isAllowedByDefault(name, it)).isEmpty();
  }

  private static Optional<InetAddress> translated(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == NAT64.length
            && Arrays.equals(bytes, 0, NAT64_PREFIX, NAT64, 0, NAT64_PREFIX)
        ? AddressRange.ofBytes(Arrays.copyOfRange(bytes, NAT64_PREFIX, bytes.length))
        : Optional.empty();
  }

  /**
   * Returns the host in lower case, without the brackets of IPv6 and without the dot of the root.
   */
  static String key(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]")) {
      return lower.substring(1, lower.length() - 1);
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
