package dev.joinall.reload;

import java.io.Console;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * Reads the configuration again on SIGHUP.
 *
 * <p>Uses reflection: javac warns of {@code sun.misc.Signal} without a way to suppress the warning,
 * and a runtime image may lack the module.
 */
public final class SighupListener {
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private SighupListener() {}

  /**
   * Runs the action at each SIGHUP, on its own thread, until it is closed. Does nothing if the
   * system has no such signal, if the process ignores it ({@code nohup}), and at a terminal:
   * closing a terminal should end the process.
   */
  public static AutoCloseable on(Runnable action) {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
      return () -> {};
    }
    try {
      Object before = handle(handler(action));
      return () -> handle(before);
    } catch (ReflectiveOperationException e) {
      return () -> {}; // no such class, no such signal, or the JVM's own (-Xrs)
    }
  }

  private static Object handler(Runnable action) throws ClassNotFoundException {
    return Proxy.newProxyInstance(
        SighupListener.class.getClassLoader(),
        new Class<?>[] {Class.forName(HANDLER)},
        (proxy, method, arguments) -> {
          action.run();
          return null;
        });
  }

  /** Returns the previous handler. */
  private static Object handle(Object handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName(SIGNAL);
    Method handle = signal.getMethod("handle", signal, Class.forName(HANDLER));
    return handle.invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handler);
  }
}
