package com.example.joinall.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import java.util.Optional;

/** Maps the client's exceptions to faults. No detail contains a message of the server. */
final class LdapFaults {
  private LdapFaults() {}

  static StepException of(LDAPException error) {
    ResultCode code = error.getResultCode();
    return new StepException(
        type(code), "the directory's result is " + code.intValue() + " (" + code.getName() + ")");
  }

  private static Fault.Type type(ResultCode code) {
    return switch (code.intValue()) {
      case ResultCode.TIMEOUT_INT_VALUE, ResultCode.TIME_LIMIT_EXCEEDED_INT_VALUE ->
          Fault.Type.TIMEOUT;
      case ResultCode.SERVER_DOWN_INT_VALUE,
          ResultCode.CONNECT_ERROR_INT_VALUE,
          ResultCode.LOCAL_ERROR_INT_VALUE,
          ResultCode.BUSY_INT_VALUE,
          ResultCode.UNAVAILABLE_INT_VALUE ->
          Fault.Type.UNAVAILABLE;
      case ResultCode.SIZE_LIMIT_EXCEEDED_INT_VALUE -> Fault.Type.TOO_LARGE;
      case ResultCode.DECODING_ERROR_INT_VALUE -> Fault.Type.MALFORMED;
      default -> Fault.Type.STATUS;
    };
  }

  static StepException late() {
    return new StepException(Fault.Type.TIMEOUT, "no reply of the directory in time");
  }

  static StepException rejected(String detail) {
    return new StepException(Fault.rejected(detail, Optional.empty()));
  }

  static StepException closed() {
    return new StepException(
        Fault.of(Fault.Type.UNAVAILABLE, "the backend is closed").withAttempts(0));
  }
}
