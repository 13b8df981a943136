package dev.joinall.run;

import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.template.Scope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * The run of a request, as the subscription of its client. The client gets the report unless it
 * disconnects earlier. A run that continues without its client still counts against the limit of
 * requests in flight. Thread-safe.
 */
final class ClientRun implements Run.Owner, Subscription {
  private static final int REQUESTED = 1;
  private static final int DISCONNECTED = 2;
  private static final int DECIDED = 4;
  private static final int ENDED = 8;

  /** The run counts as one without its client. */
  private static final int DETACHED = 16;

  private static final VarHandle FLAGS;

  static {
    try {
      FLAGS = MethodHandles.lookup().findVarHandle(ClientRun.class, "flags", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Runner runner;
  private final RunListener listener;
  private final CoreSubscriber<? super Report> client;
  private final Run run;
  private volatile @Nullable Report report;
  private volatile int flags;

  ClientRun(
      Runner runner,
      Plan plan,
      Scope scope,
      RunListener listener,
      CoreSubscriber<? super Report> client) {
    this.runner = runner;
    this.listener = listener;
    this.client = client;
    this.run = new Run(plan, scope, runner, this);
  }

  void start() {
    client.onSubscribe(this);
    run.start();
  }

  @Override
  public void settled(Task task, Report.Entry entry) {
    listener.settled(task, entry);
  }

  @Override
  public void decided(Report decided) {
    report = decided;
    int before = set(DECIDED);
    if (has(DISCONNECTED, before)) {
      listener.decidedWithoutClient(decided);
    } else if (has(REQUESTED, before)) {
      deliver(decided);
    }
  }

  @Override
  public void request(long n) {
    int before = set(REQUESTED);
    Report ready = report;
    if (has(DECIDED, before)
        && !has(REQUESTED, before)
        && !has(DISCONNECTED, before)
        && ready != null) {
      deliver(ready);
    }
  }

  private void deliver(Report its) {
    try {
      client.onNext(its);
      client.onComplete();
    } catch (Throwable e) { // any throwable: others may wait for the end
      client.onError(e);
    }
  }

  /** Called when the client has disconnected, or no longer needs the report. */
  @Override
  public void cancel() {
    int before = set(DISCONNECTED);
    boolean hasReport = has(DECIDED, before) && has(REQUESTED, before);
    if (has(DISCONNECTED, before) || hasReport) {
      return;
    }
    if (!has(ENDED, set(DETACHED))) {
      runner.memory().detachedRuns(1);
    }
    Report dropped = report;
    if (has(DECIDED, before) && dropped != null) {
      listener.decidedWithoutClient(dropped);
    }
    run.clientDisconnected();
  }

  @Override
  public void onEnd() {
    if (has(DETACHED, set(ENDED))) {
      runner.memory().detachedRuns(-1);
    }
  }

  /** Sets the flag and returns the previous flags. */
  private int set(int flag) {
    return (int) FLAGS.getAndBitwiseOr(this, flag);
  }

  private static boolean has(int flag, int flags) {
    return (flags & flag) != 0;
  }
}
