package dev.joinall.run;

import dev.joinall.plan.Task;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * The run of a request, seen by its client. The client gets the report unless it disconnects
 * before. A run that continues without its client still counts against the limit of requests in
 * flight. Thread-safe.
 */
final class ClientRun implements Run.Owner {
  private static final int LEFT = 1;
  private static final int DECIDED = 2;
  private static final int OVER = 4;

  private final Runner runner;
  private final RunListener listener;
  private final MonoSink<Report> client;
  private final AtomicInteger state = new AtomicInteger();
  private volatile @Nullable Report report;

  ClientRun(Runner runner, RunListener listener, MonoSink<Report> client) {
    this.runner = runner;
    this.listener = listener;
    this.client = client;
  }

  @Override
  public void settled(Task task, Report.Entry entry) {
    listener.settled(task, entry);
  }

  @Override
  public void decided(Report decided) {
    report = decided;
    if (has(LEFT, enter(DECIDED))) {
      listener.decidedWithoutClient(decided);
    } else {
      client.success(decided);
    }
  }

  /** Called when the client disconnects before it has the report, at most once. */
  void left() {
    int before = enter(LEFT);
    if (!has(OVER, before)) {
      runner.memory().detachedRuns(1);
    }
    Report dropped = report;
    if (has(DECIDED, before) && dropped != null) {
      listener.decidedWithoutClient(dropped);
    }
  }

  @Override
  public void over() {
    if (has(LEFT, enter(OVER))) {
      runner.memory().detachedRuns(-1);
    }
  }

  /** Sets the flag and returns the flags before. */
  private int enter(int flag) {
    return state.getAndUpdate(before -> before | flag);
  }

  private static boolean has(int flag, int flags) {
    return (flags & flag) != 0;
  }
}
