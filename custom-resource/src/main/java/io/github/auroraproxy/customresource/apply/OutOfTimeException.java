package io.github.auroraproxy.customresource.apply;

import org.flywaydb.core.api.FlywayException;

/** Keeps Flyway from beginning a file for which this invocation has no time. */
final class OutOfTimeException extends FlywayException {

  private static final long serialVersionUID = 1L;

  OutOfTimeException() {
    super("The next invocation goes on");
  }
}
