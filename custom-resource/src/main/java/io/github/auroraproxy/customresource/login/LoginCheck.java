package io.github.auroraproxy.customresource.login;

import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.connection.Retries;
import io.github.auroraproxy.customresource.connection.ServerMessage;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.LoginCheckProperties;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The login check: logs in through the proxy as each user, so that a deployment that succeeds means
 * that the application can log in.
 */
public final class LoginCheck {

  /**
   * A new policy, secret or target takes a while to reach every node of the proxy, and until then
   * it refuses in the same words as for good.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ProxyEndpoint endpoint;
  private final LoginCheckProperties login;
  private final DatabaseUserArns arns;
  private final Deadline deadline;
  private final Journal journal;

  /**
   * @param endpoint to log in at
   * @param login as whom
   * @param arns for the message of a refusal
   * @param deadline when to give up
   * @param journal told about every login
   */
  public LoginCheck(
      ProxyEndpoint endpoint,
      LoginCheckProperties login,
      DatabaseUserArns arns,
      Deadline deadline,
      Journal journal) {
    this.endpoint = endpoint;
    this.login = login;
    this.arns = arns;
    this.deadline = deadline;
    this.journal = journal;
  }

  /**
   * Logs in as each user.
   *
   * @throws FunctionException if one can't; says why and what to do
   */
  public void run() {
    for (Identifier user : login.users()) {
      try {
        String name =
            Retries.by(
                failure -> ProxyCause.of(failure, login.authenticationMode()).retry(),
                deadline,
                PATIENCE,
                failure ->
                    journal.warn(
                        "Trying again to log in as %s: %s"
                            .formatted(user, ServerMessage.quoted(failure))),
                () -> endpoint.currentUser(user, deadline));
        journal.changed("logged in as " + name);
      } catch (SQLException e) {
        throw LoginFailures.explained(e, login, user, arns);
      }
    }
  }
}
