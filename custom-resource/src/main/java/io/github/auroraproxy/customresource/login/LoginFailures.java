package io.github.auroraproxy.customresource.login;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.LoginCheckProperties;
import java.sql.SQLException;

/**
 * Turns a refused login into a sentence that says why it fails and what to do; the text of the
 * driver does not.
 */
final class LoginFailures {

  private LoginFailures() {}

  /**
   * @param failure what the driver threw, after the last attempt
   * @param login where
   * @param user as whom
   * @param arns of what the function has to be allowed
   */
  static FunctionException explained(
      SQLException failure, LoginCheckProperties login, Identifier user, DatabaseUserArns arns) {
    String remedy =
        ProxyCause.of(failure, login.authenticationMode())
            .remedy()
            .replace("{arn}", arns.of(login, user))
            .replace("{region}", arns.region().toString())
            .replace("{user}", user.quoted())
            .replace("{proxy}", login.proxyName())
            .replace("{port}", String.valueOf(login.port()));
    return new FunctionException(
        FailureKind.LOGIN_REFUSED,
        "User '%s' can't log in through the proxy '%s' at %s: %s (the proxy said: %s)."
            .formatted(
                user,
                login.proxyName(),
                login.address(),
                remedy,
                ForeignText.quoted(firstLine(failure))));
  }

  private static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("nothing");
  }
}
