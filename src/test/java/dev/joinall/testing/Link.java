package dev.joinall.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A connection through a proxy: two sockets, and the current fault applied to their bytes. */
final class Link {
  private static final Duration BETWEEN_DRIPS = Duration.ofMillis(40);

  /** Too few bytes for any protocol: {@code HTTP/}, {@code +PONG} without its end. */
  private static final int HALF_HEAD = 5;

  private final Socket client;
  private final Socket server;
  private final Moment moment;
  private final int born;
  private final Consumer<Link> ended;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param ended called once, when the link has ended
   */
  Link(Socket client, Socket server, Moment moment, Consumer<Link> ended) {
    this.client = client;
    this.server = server;
    this.moment = moment;
    this.born = moment.now().number();
    this.ended = ended;
  }

  void start() {
    Thread.ofVirtual().start(() -> copy(client, this::request));
    Thread.ofVirtual().start(() -> copy(server, this::answer));
  }

  private interface Passage {
    void take(byte[] bytes, int length) throws IOException, InterruptedException;
  }

  private void copy(Socket from, Passage passage) {
    byte[] buffer = new byte[8192];
    try {
      int read = from.getInputStream().read(buffer);
      while (read >= 0) {
        passage.take(buffer, read);
        read = from.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      // one side has closed; the other is closed below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void request(byte[] bytes, int length) throws IOException, InterruptedException {
    Moment.State state = flowing();
    if (state.trouble() == Trouble.CLOSE_ON_REUSE && born < state.number()) {
      close();
    } else {
      server.getOutputStream().write(bytes, 0, length);
    }
  }

  private void answer(byte[] bytes, int length) throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    switch (flowing().trouble()) {
      case NONE, REFUSE, CLOSE_ON_REUSE -> out.write(bytes, 0, length);
      case DRIP -> drip(out, bytes, length);
      case RESET_MID_ANSWER -> {
        out.write(bytes, 0, length / 2);
        reset();
      }
      case RESET_AFTER_SEND -> reset();
      case HALF_HEAD -> {
        out.write(bytes, 0, Math.min(HALF_HEAD, length / 2));
        close();
      }
      case CORRUPT -> {
        for (int i = 0; i < length; i += 3) {
          bytes[i] ^= (byte) 0x80;
        }
        out.write(bytes, 0, length);
      }
      case HANG, BLACK_HOLE -> throw new AssertionError();
    }
  }

  /** Waits for a state in which bytes pass; returns it. */
  private Moment.State flowing() throws InterruptedException {
    Moment.State state = moment.now();
    while (state.trouble() == Trouble.HANG || state.trouble() == Trouble.BLACK_HOLE) {
      state = moment.after(state);
    }
    return state;
  }

  /** The rest is sent at once when the fault ends. */
  private void drip(OutputStream out, byte[] bytes, int length)
      throws IOException, InterruptedException {
    Moment.State state = moment.now();
    int sent = 0;
    while (sent < length && state.trouble() == Trouble.DRIP && !over.get()) {
      out.write(bytes, sent, 1);
      sent++;
      state = moment.after(state, BETWEEN_DRIPS);
    }
    out.write(bytes, sent, length - sent);
  }

  /** Resets the client's connection, as if the process was killed. */
  void reset() throws IOException {
    if (!client.isClosed()) {
      client.setSoLinger(true, 0);
    }
    close();
  }

  void close() {
    if (over.compareAndSet(false, true)) {
      try (client;
          server) {
        ended.accept(this);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
