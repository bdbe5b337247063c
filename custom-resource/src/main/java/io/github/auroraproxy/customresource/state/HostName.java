package io.github.auroraproxy.customresource.state;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host name as DNS knows it, and nothing else: a connection URL takes a host's text as it is, so
 * that a slash or a question mark in it would add parameters.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1123#section-2.1">RFC 1123: Host Names</a>
 */
final class HostName {

  private static final int MAX_LENGTH = 253;
  private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*\\.?");

  /** What the names of clusters and proxies have in common in every partition. */
  private static final String RDS = ".rds.amazonaws.";

  private HostName() {}

  /**
   * @param value the host
   * @param property where it stands, for the message
   * @throws FunctionException if it is no host name
   */
  static String checked(String value, String property) {
    if (value.length() > MAX_LENGTH || !NAME.matcher(value).matches()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "%s is not a host name; set it to the endpoint alone, without port, user or parameters. It is %s."
              .formatted(property, ForeignText.quoted(value)));
    }
    return value;
  }

  /** Whether AWS operates the server, whose certificate can always be verified. */
  static boolean isOfRds(String host) {
    return host.toLowerCase(Locale.ROOT).contains(RDS);
  }
}
