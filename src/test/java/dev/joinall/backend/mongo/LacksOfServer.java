package dev.joinall.backend.mongo;

import dev.joinall.testing.MongoServerFixture;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** A test of something that a real server says it has not is skipped. */
final class LacksOfServer implements TestExecutionExceptionHandler {
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable error)
      throws Throwable {
    if (MongoServerFixture.isReal()
        && String.valueOf(error.getMessage()).contains("238 (NotImpl")) {
      throw new TestAbortedException("the server has not implemented it", error);
    }
    throw error;
  }
}
