package dev.joinall.backend;

import java.net.UnknownHostException;

/** Thrown if a host has addresses, but none of them is allowed. */
public final class ForbiddenAddress extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  /**
   * @param host as the file names it
   */
  public ForbiddenAddress(String host) {
    super(host + " has no allowed address");
  }
}
