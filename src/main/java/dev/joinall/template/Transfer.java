package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one request: the body of the client to a backend, and the response of a backend to
 * the client. Closing it ends all transfers in progress. Thread-safe.
 */
public final class Transfer {
  /** For a request without streams. */
  @Internal public static final Transfer NONE = new Transfer(false, Map.of(), Optional.empty());

  private final boolean head;
  private final Map<String, List<String>> conditions;
  private final Optional<Upload> upload;
  private final PausedTime pause = new PausedTime();
  private final List<Runnable> afterwards = new ArrayList<>();
  private @Nullable StreamedReply reply;
  private boolean closed;

  /**
   * Creates the transfer of a request, before its streams begin.
   *
   * @param head whether the client asks only for the head of the response
   * @param conditions the range and conditional headers of the request, which the backend
   *     evaluates; names in lower case
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

  /** Empty if the body of the request is not a stream. */
  public Optional<Upload> upload() {
    return upload;
  }

  /** Pauses all deadlines until the body has been sent. */
  public void uploadBegins(long now) {
    pause.pause(now);
  }

  public void uploadEnds(long now) {
    pause.resume(now);
  }

  /** The nanoseconds by which the deadline is extended. */
  long paused(long now) {
    return this == NONE ? 0 : pause.nanos(now);
  }

  /**
   * Sets the response when its head has arrived. If the request has ended, discards the response.
   */
  public void opened(StreamedReply opened) {
    synchronized (this) {
      if (!closed) {
        reply = opened;
        return;
      }
    }
    opened.discard().run();
  }

  /** The response to stream; empty if there is none yet. */
  @Internal
  public synchronized Optional<StreamedReply> reply() {
    return Optional.ofNullable(reply);
  }

  /** Runs the action after the response was streamed; at once if there is no response. */
  public void afterwards(Runnable action) {
    synchronized (this) {
      if (reply != null && !closed) {
        afterwards.add(action);
        return;
      }
    }
    action.run();
  }

  /** Ends the transfers, because the request has ended. */
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
