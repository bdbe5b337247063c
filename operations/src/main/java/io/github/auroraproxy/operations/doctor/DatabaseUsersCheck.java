package io.github.auroraproxy.operations.doctor;

import io.github.auroraproxy.operations.connect.Endpoint;
import io.github.auroraproxy.operations.connect.LoginFailure;
import io.github.auroraproxy.operations.connect.TlsOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Whether the application can log in through the proxy, and the users of the proxy exist in the
 * database and are members of {@code rds_iam} exactly if the proxy logs in with IAM; a user with a
 * secret, too, may be either.
 */
final class DatabaseUsersCheck implements Check {

  private static final String MEMBERSHIPS =
      """
      SELECT member.rolname, iam.oid IS NOT NULL AND pg_has_role(member.oid, iam.oid, 'MEMBER')
      FROM pg_roles member LEFT JOIN pg_roles iam ON iam.rolname = 'rds_iam'
      WHERE member.rolname = ANY (?)
      """;

  private final TlsOptions tls;

  DatabaseUsersCheck(TlsOptions tls) {
    this.tls = tls;
  }

  @Override
  public String name() {
    return "Database users";
  }

  @Override
  public List<Finding> examine(ExaminedProxy examined) {
    if (examined.user().isEmpty() || examined.database().isEmpty()) {
      return List.of(
          Finding.skipped(
              name(),
              "User and database of the application are not known.",
              "Name them with --user and --database."));
    }
    Endpoint endpoint =
        new Endpoint(
            Optional.of(examined.proxy().dbProxyName()),
            examined.proxy().endpoint(),
            examined.port(),
            examined.user().get(),
            examined.database().get());
    try (Connection connection = tls.login(examined.aws(), endpoint).connect()) {
      List<Finding> findings = new ArrayList<>();
      findings.add(
          Finding.ok(
              name(),
              "%s logs in to %s with a token."
                  .formatted(endpoint.user(), examined.proxy().dbProxyName())));
      findings.addAll(memberships(examined, connection));
      return findings;
    } catch (SQLException e) {
      String evidence = "%s can't log in: %s".formatted(endpoint.user(), LoginFailure.firstLine(e));
      String remedy = new LoginFailure(examined.aws(), endpoint).remedy(e);
      return List.of(
          LoginFailure.isUnreachable(e)
              ? Finding.skipped(name(), evidence, remedy)
              : Finding.problem(name(), evidence, remedy));
    }
  }

  private List<Finding> memberships(ExaminedProxy examined, Connection connection)
      throws SQLException {
    Map<String, Boolean> memberOfIam = new TreeMap<>();
    Set<String> withSecret = withSecret(examined);
    TreeSet<String> users = new TreeSet<>(withSecret);
    users.add(examined.user().orElseThrow());
    try (PreparedStatement statement = connection.prepareStatement(MEMBERSHIPS)) {
      statement.setArray(1, connection.createArrayOf("text", users.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          memberOfIam.put(rows.getString(1), rows.getBoolean(2));
        }
      }
    }
    return users.stream()
        .flatMap(
            user ->
                finding(
                    examined.isEndToEndIam(),
                    user,
                    withSecret.contains(user),
                    memberOfIam.get(user))
                    .stream())
        .toList();
  }

  private Optional<Finding> finding(
      boolean throughIam, String user, boolean hasSecret, Boolean memberOfIam) {
    if (memberOfIam == null) {
      return Optional.of(
          Finding.problem(
              name(),
              "The proxy has a secret of " + user + ", but the database has no such user.",
              "Create the user, or take its secret from the proxy."));
    }
    if (memberOfIam == throughIam || (throughIam && hasSecret)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.problem(
            name(),
            memberOfIam
                ? user + " is a member of rds_iam, and the proxy logs in with its secret."
                : user + " is no member of rds_iam, and the proxy logs in with IAM.",
            memberOfIam
                ? "Run: REVOKE rds_iam FROM \"" + user + "\";"
                : "Run: GRANT rds_iam TO \"" + user + "\";"));
  }

  /** Those whose secrets the proxy has, as far as they can be read. */
  private static Set<String> withSecret(ExaminedProxy examined) {
    Set<String> users = new TreeSet<>();
    examined
        .proxy()
        .auth()
        .forEach(
            auth -> {
              try {
                DatabaseSecret.username(examined.aws().secretsManager(), auth.secretArn())
                    .ifPresent(users::add);
              } catch (SdkException e) {
                // What keeps the secret from being read is a finding of its own.
                return;
              }
            });
    return users;
  }
}
