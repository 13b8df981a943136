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
 * One server of a backend: its address, the calls that it has now, and whether it is left out. It
 * is left out when no connection can be made, or after several failures in a row: "outlier
 * ejection" in the words of Envoy. After a while one call tries it; a success ends it, and a
 * failure doubles the time. Thread-safe.
 */
public abstract class Instance {
  /** One failure proves nothing; the same number as Envoy's default. */
  static final int FAILURES = 5;

  /** A server that is replaced comes back within seconds. */
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Instance.class);
  private static final int MAX_DOUBLINGS = 5;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  private final Origin origin;
  private final InetSocketAddress address;
  private final Group group;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile int failures;
  private volatile boolean leftOut;
  private volatile long nextTrial;
  private volatile boolean gone;
  private boolean isTried;
  private int pauses;

  /** The instances of one backend. */
  interface Group {
    /** The name of the backend. */
    String name();

    /** Whether one more may be left out, although connections to it can be made. */
    boolean canSpareOne();

    /** Whether there is another one. */
    boolean hasOthers();
  }

  /** What an instance is made of. */
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

  /** A call begins to use it. */
  public final void begin() {
    inFlight.incrementAndGet();
  }

  /** A call uses it no longer. */
  public final void end() {
    inFlight.decrementAndGet();
  }

  /** Calls that it has now. */
  public final int inFlight() {
    return inFlight.get();
  }

  /**
   * Its answer begins with this status of HTTP. A server that can't serve now says so by three; any
   * other answer counts when it is complete.
   *
   * @return whether it can't serve now
   */
  public final boolean refuses(int status) {
    boolean refuses = status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT;
    if (refuses) {
      failed();
    }
    return refuses;
  }

  /** It has answered as it should, to the last byte. */
  public final void succeeded() {
    if (failures > 0 || leftOut) {
      recovered();
    }
  }

  private synchronized void recovered() {
    failures = 0;
    if (leftOut) {
      leftOut = false;
      pauses = 0;
      log.info("{}: the instance {} is used again", group.name(), text());
    }
  }

  /** It took a call and did not answer as it should. */
  public final synchronized void failed() {
    failures++;
    if (leftOut ? isTried : failures >= FAILURES && group.canSpareOne()) {
      leaveOut("its calls failed");
    }
  }

  /** No connection to it could be made. */
  public final synchronized void unreachable() {
    if (group.hasOthers() && (!leftOut || isTried)) {
      leaveOut("no connection could be made");
    }
  }

  /** Up to a tenth is random, so that the processes of a cluster do not try it in step. */
  private void leaveOut(String why) {
    long pause = FIRST_PAUSE.toNanos() << Math.min(pauses, MAX_DOUBLINGS);
    pause = Math.min(pause, LONGEST_PAUSE.toNanos());
    pause += ThreadLocalRandom.current().nextLong(pause / 10);
    pauses++;
    nextTrial = System.nanoTime() + pause;
    isTried = false;
    leftOut = true;
    log.warn(
        "{}: the instance {} is left out for {} ms: {}",
        group.name(),
        text(),
        Duration.ofNanos(pause).toMillis(),
        why);
  }

  public final boolean isLeftOut() {
    return leftOut;
  }

  /** Whether it may get a call: while it is left out, one in a while tries it. */
  final boolean isAvailable(long now) {
    return !leftOut || now - nextTrial >= 0;
  }

  /** It gets a call. The next trial is due when the answer to this one should be there. */
  final void chosen(long now) {
    if (leftOut) {
      tried(now);
    }
  }

  private synchronized void tried(long now) {
    isTried |= now - nextTrial >= 0;
    nextTrial = now + FIRST_PAUSE.toNanos();
  }

  /** Whether the backend has other instances. */
  public final boolean hasOthers() {
    return group.hasOthers();
  }

  /** Whether its name has other addresses now. */
  public final boolean isGone() {
    return gone;
  }

  final void leave() {
    gone = true;
    gone();
  }

  /** Called once, when it will get no more calls because its name has other addresses now. */
  protected abstract void gone();

  final InstanceUse use() {
    return new InstanceUse(text(), inFlight.get(), leftOut);
  }

  private String text() {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return NetUtil.toSocketAddressString(host, address.getPort());
  }
}
