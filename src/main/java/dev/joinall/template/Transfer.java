package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What passes through one request without being held: the body of the client on its way to a
 * backend, and the answer of a backend on its way to the client. It ends with the request, and ends
 * whatever is under way then. Thread-safe.
 */
public final class Transfer {
  /** Of a request without streams. */
  @Internal public static final Transfer NONE = new Transfer(false, Map.of(), Optional.empty());

  private final boolean head;
  private final Map<String, List<String>> conditions;
  private final Optional<Upload> upload;
  private final PausedTime pause = new PausedTime();
  private final List<Runnable> afterwards = new ArrayList<>();
  private @Nullable StreamedReply reply;
  private boolean closed;

  /**
   * A request whose streams have not begun.
   *
   * @param head whether the client asks for the head of the answer only
   * @param conditions the range and the conditions of its request, for the backend that knows what
   *     they are about; names in lower case
   */
  @Internal
  public Transfer(boolean head, Map<String, List<String>> conditions, Optional<Upload> upload) {
    this.head = head;
    this.conditions = Map.copyOf(conditions);
    this.upload = upload;
  }

  public boolean isHead() {
    return head;
  }

  public Map<String, List<String>> conditions() {
    return conditions;
  }

  /** Empty if the request declares no stream as its body. */
  public Optional<Upload> upload() {
    return upload;
  }

  /** The body flows from now on: no deadline passes until it has been sent. */
  public void uploadBegins(long now) {
    pause.pause(now);
  }

  public void uploadEnds(long now) {
    pause.resume(now);
  }

  /** The nanoseconds by which the deadline is later than the one that was given. */
  long paused(long now) {
    return this == NONE ? 0 : pause.nanos(now);
  }

  /** The head of the answer has come. If the request is over, the answer is discarded. */
  public void opened(StreamedReply opened) {
    synchronized (this) {
      if (!closed) {
        reply = opened;
        return;
      }
    }
    opened.discard().run();
  }

  /** The answer to pass on; empty if there is none yet. */
  @Internal
  public synchronized Optional<StreamedReply> reply() {
    return Optional.ofNullable(reply);
  }

  /** Runs it when the answer has been passed on; at once if there is none to pass on. */
  public void afterwards(Runnable action) {
    synchronized (this) {
      if (reply != null && !closed) {
        afterwards.add(action);
        return;
      }
    }
    action.run();
  }

  /** The request is over. */
  @Internal
  public void close() {
    List<Runnable> ending;
    synchronized (this) {
      if (closed || this == NONE) {
        return;
      }
      closed = true;
      ending = new ArrayList<>(afterwards);
      if (reply != null) {
        ending.addFirst(reply.discard());
      }
    }
    ending.forEach(Runnable::run);
  }
}
