package dev.joinall.backend.redis;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Batch.Result;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of strings, each a separate result: an unreadable one does not affect the others. */
final class ListResults extends ReplyConsumer<List<Result>> {
  private static final String WRONG_COUNT = "the reply does not have one value for each key";

  /** Maximum protocol overhead of one value, in bytes. */
  private static final int HEADER = 32;

  private final List<Result> results;
  private final int expected;
  private final boolean json;
  private final int maxBytes;
  private boolean listed;

  /**
   * @param json whether the strings contain JSON
   * @param maxBytes of each string
   */
  ListResults(int expected, boolean json, int maxBytes) {
    this(new ArrayList<>(expected), expected, json, maxBytes);
  }

  private ListResults(List<Result> results, int expected, boolean json, int maxBytes) {
    super(results);
    this.results = results;
    this.expected = expected;
    this.json = json;
    this.maxBytes = maxBytes;
  }

  @Override
  long maxWireBytes() {
    return (long) expected * (maxBytes + HEADER) + SLACK;
  }

  @Override
  boolean accepts(long length) {
    if (isSkipping()) {
      return false;
    }
    if (length > maxBytes) {
      results.add(new Batch.Failed(ReplyBytes.tooLarge(maxBytes)));
    }
    return length <= maxBytes;
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {
    if (!isSkipping()) {
      results.add(bytes == null ? new Batch.Absent() : result(bytes));
    }
  }

  /** Called once, because no value is a list. */
  @Override
  public void multi(int count) {
    if (listed || count != expected) {
      fail(Fault.of(Fault.Type.MALFORMED, WRONG_COUNT));
    }
    listed = true;
  }

  private Result result(ByteBuffer bytes) {
    try {
      return new Batch.Value(ReplyBytes.value(bytes, json, maxBytes));
    } catch (StepException e) {
      return new Batch.Failed(e.fault());
    }
  }

  /**
   * Fails if a result is missing, because the results after it would be assigned to the wrong keys.
   */
  @Override
  public void complete(int depth) {
    if (depth == 0 && (!listed || results.size() != expected)) {
      fail(Fault.of(Fault.Type.MALFORMED, WRONG_COUNT));
    }
  }
}
