package dev.joinall.backend.balance;

import dev.joinall.backend.InstanceUse;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server of a backend: its address, the number of its current calls, and whether it is ejected.
 * It is ejected if no connection can be made, or after several failures in a row (as in Envoy's
 * "outlier detection"). After a pause one call tries it; a success includes it again, and a failure
 * doubles the pause. Thread-safe.
 */
public abstract class Instance {
  /** One failure is not significant; Envoy's default has the same number. */
  static final int FAILURES = 5;

  /** A replaced server returns within seconds. */
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  static final Duration MAX_PAUSE = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Instance.class);
  private static final int MAX_DOUBLINGS = 5;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  private final Origin origin;
  private final InetSocketAddress address;
  private final Group group;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile int failures;
  private volatile boolean ejected;
  private volatile long nextTrial;
  private volatile boolean removed;
  private boolean isTried;
  private int pauses;

  /** The instances of one backend. */
  interface Group {
    /** The name of the backend. */
    String name();

    /** Whether one more instance may be ejected, although connections to it can be made. */
    boolean mayEject();

    /** Whether the group has other instances. */
    boolean hasOthers();
  }

  /** The parameters of an instance. */
  public record Place(Origin origin, InetSocketAddress address, Group group) {}

  protected Instance(Place place) {
    this.origin = place.origin();
    this.address = place.address();
    this.group = place.group();
  }

  public final Origin origin() {
    return origin;
  }

  public final InetSocketAddress address() {
    return address;
  }

  /** Called when a call begins to use it. */
  public final void begin() {
    inFlight.incrementAndGet();
  }

  /** Called when a call no longer uses it. */
  public final void end() {
    inFlight.decrementAndGet();
  }

  /** The number of its current calls. */
  public final int inFlight() {
    return inFlight.get();
  }

  /**
   * Called when a response with this HTTP status begins. Three statuses (502 to 504) mean that a
   * server can't serve now; any other response counts when it is complete.
   *
   * @return whether the server can't serve now
   */
  public final boolean refuses(int status) {
    boolean refuses = status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT;
    if (refuses) {
      failed();
    }
    return refuses;
  }

  /** Called when a valid response is complete. */
  public final void succeeded() {
    if (failures > 0 || ejected) {
      recovered();
    }
  }

  private synchronized void recovered() {
    failures = 0;
    if (ejected) {
      ejected = false;
      pauses = 0;
      log.info("{}: the instance {} is used again", group.name(), text());
    }
  }

  /** Called if a call was sent and got no valid response. */
  public final synchronized void failed() {
    failures++;
    if (ejected ? isTried : failures >= FAILURES && group.mayEject()) {
      eject("its calls failed");
    }
  }

  /** Called if no connection to it could be made. */
  public final synchronized void unreachable() {
    if (group.hasOthers() && (!ejected || isTried)) {
      eject("no connection could be made");
    }
  }

  /**
   * Ejects the instance for a pause. Up to a tenth of it is random, so that the processes of a
   * cluster do not try it at the same time.
   */
  private void eject(String why) {
    long pause = FIRST_PAUSE.toNanos() << Math.min(pauses, MAX_DOUBLINGS);
    pause = Math.min(pause, MAX_PAUSE.toNanos());
    pause += ThreadLocalRandom.current().nextLong(pause / 10);
    pauses++;
    nextTrial = System.nanoTime() + pause;
    isTried = false;
    ejected = true;
    log.warn(
        "{}: the instance {} is ejected for {} ms: {}",
        group.name(),
        text(),
        Duration.ofNanos(pause).toMillis(),
        why);
  }

  public final boolean isEjected() {
    return ejected;
  }

  /** Whether it may get a call; if it is ejected, only a trial that is due. */
  final boolean isAvailable(long now) {
    return !ejected || now - nextTrial >= 0;
  }

  /**
   * Called when it gets a call. The next trial is due when the response to this one should have
   * arrived.
   */
  final void chosen(long now) {
    if (ejected) {
      recordTrial(now);
    }
  }

  private synchronized void recordTrial(long now) {
    isTried |= now - nextTrial >= 0;
    nextTrial = now + FIRST_PAUSE.toNanos();
  }

  /** Whether the backend has other instances. */
  public final boolean hasOthers() {
    return group.hasOthers();
  }

  /** Whether a look-up has replaced its address. */
  public final boolean isRemoved() {
    return removed;
  }

  final void remove() {
    removed = true;
    onRemoved();
  }

  /** Called once, when a look-up has replaced its address, so that it gets no more calls. */
  protected abstract void onRemoved();

  final InstanceUse use() {
    return new InstanceUse(text(), inFlight.get(), ejected);
  }

  private String text() {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return NetUtil.toSocketAddressString(host, address.getPort());
  }
}
