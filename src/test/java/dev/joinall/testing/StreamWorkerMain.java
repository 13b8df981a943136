package dev.joinall.testing;

import java.time.Duration;

/**
 * A {@link StreamWorker} as a process, which prints the jobs that it begins and replies with their
 * bodies.
 */
final class StreamWorkerMain {
  /**
   * Not static and not public: Maven must find only the main class of the demo.
   *
   * @param arguments its address; its stream; for how many milliseconds a job of another worker is
   *     left to it; how many milliseconds its own jobs last
   */
  void main(String[] arguments) {
    long lasts = Long.parseLong(arguments[3]);
    StreamWorker.run(
        arguments[0],
        arguments[1],
        Duration.ofMillis(Long.parseLong(arguments[2])),
        body -> {
          System.out.println("begins: " + body);
          StreamWorker.sleep(lasts);
          return body;
        });
  }
}
