package dev.joinall.backend;

import dev.joinall.config.AddressRange;
import dev.joinall.config.BackendConfig;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which addresses a name of a backend may have. It is asked for the addresses that a connection
 * then uses, so a name that changes its address (DNS rebinding) reaches no more than the first one.
 * A backend that declares ranges has these; others have all but those of this machine, of the link,
 * and of metadata services of clouds. An address that the file itself names is allowed. Of a host
 * that several backends name, an address is allowed if one of them allows it. Thread-safe.
 */
public final class AllowedAddresses {
  private static final String LOCALHOST = "localhost";

  /** Of clouds, outside the link-local range. */
  private static final Set<InetAddress> METADATA =
      Stream.of("fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16")
          .map(InetAddress::ofLiteral)
          .collect(Collectors.toUnmodifiableSet());

  /** NAT64 (RFC 6052): the last four bytes are an IPv4 address. */
  private static final int NAT64_PREFIX = 12;

  private static final byte[] NAT64 = InetAddress.ofLiteral("64:ff9b::").getAddress();

  private final Set<Declared> declared = ConcurrentHashMap.newKeySet();

  /** What an open backend declares, until it is closed. */
  @FunctionalInterface
  public interface Declaration extends AutoCloseable {
    @Override
    void close();
  }

  /** Equal ones of two backends are two. */
  private static final class Declared {
    private final Set<String> hosts;
    private final List<AddressRange> ranges;

    Declared(Set<String> hosts, List<AddressRange> ranges) {
      this.hosts = hosts;
      this.ranges = ranges;
    }

    boolean allows(String name, InetAddress address) {
      return ranges.isEmpty()
          ? AddressRange.address(name).isPresent() || isUsual(name, address)
          : ranges.stream().anyMatch(range -> range.contains(address));
    }
  }

  /** A backend is opened. */
  Declaration declare(List<String> hosts, List<AddressRange> ranges) {
    Set<String> names = hosts.stream().map(AllowedAddresses::key).collect(Collectors.toSet());
    var its = new Declared(names, List.copyOf(ranges));
    declared.add(its);
    return () -> declared.remove(its);
  }

  /** Those of the found addresses that a connection to this host may use. */
  List<InetAddress> of(String host, List<InetAddress> found) {
    String name = key(host);
    List<Declared> those = declared.stream().filter(it -> it.hosts.contains(name)).toList();
    return found.stream()
        .filter(it ->
            those.isEmpty()
                ? isUsual(name, it)
                : those.stream().anyMatch(one -> one.allows(name, it)))
        .toList();
  }

  /**
   * Those that a connection of this backend may use. The ranges that it declares are also those of
   * hosts that its servers name, such as the members of a set.
   */
  List<InetAddress> of(BackendConfig backend, String host, List<InetAddress> found) {
    List<AddressRange> ranges = backend.allowedAddresses();
    return ranges.isEmpty()
        ? of(host, found)
        : found.stream()
            .filter(it -> ranges.stream().anyMatch(range -> range.contains(it)))
            .toList();
  }

  /** What a name may have if nothing is declared. */
  private static boolean isUsual(String name, InetAddress address) {
    // Members of a set of servers may name themselves by numbers; a name server can't.
    boolean isLocal =
        name.equals(LOCALHOST)
            || name.endsWith("." + LOCALHOST)
            || AddressRange.address(name).filter(InetAddress::isLoopbackAddress).isPresent();
    return (isLocal || !address.isLoopbackAddress())
        && !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !METADATA.contains(address)
        && translated(address).filter(it -> !isUsual(name, it)).isEmpty();
  }

  private static Optional<InetAddress> translated(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == NAT64.length
            && Arrays.equals(bytes, 0, NAT64_PREFIX, NAT64, 0, NAT64_PREFIX)
        ? AddressRange.ofBytes(Arrays.copyOfRange(bytes, NAT64_PREFIX, bytes.length))
        : Optional.empty();
  }

  /** In small letters, without the brackets of IPv6 and without the dot of the root. */
  static String key(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[") && lower.endsWith("]")) {
      return lower.substring(1, lower.length() - 1);
    }
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
