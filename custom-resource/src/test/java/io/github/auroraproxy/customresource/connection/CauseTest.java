package io.github.auroraproxy.customresource.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.customresource.connection.Cause.Retry;
import io.github.auroraproxy.customresource.state.ClusterConfiguration;
import io.github.auroraproxy.customresource.state.DatabaseTls;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table of causes, fed with what the driver throws. */
class CauseTest {

  private record Row(SQLException failure, Cause cause, Retry retry, String sentence) {
    @Override
    public String toString() {
      return cause + " " + failure.getSQLState() + " " + failure.getMessage();
    }
  }

  private static SQLException said(String state, String message) {
    return new SQLException(message, state);
  }

  private static SQLException thrown(String state, Throwable... chain) {
    for (int i = 0; i + 1 < chain.length; i++) {
      chain[i].initCause(chain[i + 1]);
    }
    return new SQLException("The connection attempt failed.", state, chain[0]);
  }

  static Stream<Row> rows() {
    String unreachable = "could not be reached until the deadline, while the function was to test";
    String refused = "PostgreSQL at h:5432 refused to test with SQLSTATE ";
    return Stream.of(
        new Row(
            thrown("08006", new SSLHandshakeException("x"), new CertificateException("no path")),
            Cause.UNTRUSTED_CERTIFICATE,
            Retry.NEVER,
            "it has to present a certificate for exactly this host name"),
        new Row(
            thrown(
                "08006", new SSLHandshakeException("x"), new CertPathBuilderException("no path")),
            Cause.UNTRUSTED_CERTIFICATE,
            Retry.NEVER,
            "the property certificateBundle"),
        new Row(
            said("08006", "The hostname h could not be verified by hostnameverifier PgjdbcHV."),
            Cause.UNTRUSTED_CERTIFICATE,
            Retry.NEVER,
            "it has to present a certificate for exactly this host name"),
        new Row(
            thrown("08006", new SSLHandshakeException("terminated"), new EOFException("eof")),
            Cause.BROKEN,
            Retry.UNTIL_THE_DEADLINE,
            unreachable + " (\"eof\")"),
        new Row(
            thrown("08006", new SSLException("x"), new SocketException("Connection reset")),
            Cause.BROKEN,
            Retry.UNTIL_THE_DEADLINE,
            unreachable + " (\"Connection reset\")"),
        new Row(
            thrown("08001", new ConnectException("Connection refused")),
            Cause.BROKEN,
            Retry.UNTIL_THE_DEADLINE,
            unreachable),
        new Row(
            thrown("08006", new SSLException("x"), new SocketTimeoutException("Read timed out")),
            Cause.BROKEN,
            Retry.UNTIL_THE_DEADLINE,
            unreachable),
        new Row(
            thrown("08006", new SSLHandshakeException("protocol_version")),
            Cause.NO_COMMON_TLS,
            Retry.NEVER,
            "the server has to offer TLS 1.2 or later"),
        new Row(
            said("08004", "The server does not support SSL."),
            Cause.NO_COMMON_TLS,
            Retry.NEVER,
            "TLS with the cluster at h:5432 failed (\"The server does not support SSL.\")"),
        new Row(
            thrown("08001", new UnknownHostException("h")),
            Cause.UNKNOWN_HOST,
            Retry.BRIEFLY,
            "The host name of the cluster at h:5432 has no address"),
        new Row(
            said("28P01", "password authentication failed"),
            Cause.WRONG_PASSWORD,
            Retry.NEVER,
            "refused the password of the admin user 'ad\"min'"),
        new Row(
            said("28000", "no pg_hba.conf entry {address}"),
            Cause.NOT_ADMITTED,
            Retry.NEVER,
            "refused the admin user 'ad\"min' (\"no pg_hba.conf entry {address}\")"),
        new Row(
            said("3D000", "database \"x\" does not exist"),
            Cause.NO_SUCH_DATABASE,
            Retry.NEVER,
            "set MaintenanceDatabase to one that exists"),
        new Row(
            said("53300", "too many connections for role \"a\"\"b\""),
            Cause.NO_CONNECTION_LEFT,
            Retry.UNTIL_THE_DEADLINE,
            "have a DBA run: ALTER ROLE "),
        new Row(
            said("53300", "sorry, too many clients already"),
            Cause.NO_CONNECTION_LEFT,
            Retry.UNTIL_THE_DEADLINE,
            "have a DBA run: SELECT pg_terminate_backend(pid) FROM pg_stat_activity"),
        new Row(
            said("55P03", "canceling statement due to lock timeout"),
            Cause.LOCKED,
            Retry.NEVER,
            "Another run held the lock of the cluster at h:5432"),
        new Row(
            said("57014", "canceling statement due to user request"),
            Cause.CANCELED,
            Retry.NEVER,
            "The deadline passed at the cluster h:5432 while the function was to test"),
        new Row(
            said("42501", "permission denied to create role"),
            Cause.NO_CREATEROLE,
            Retry.NEVER,
            "a DBA has to run this, and deploy again: ALTER ROLE \"ad\"\"min\" CREATEROLE;"),
        new Row(
            said("42501", "permission denied to create database"),
            Cause.NO_CREATEDB,
            Retry.NEVER,
            "a DBA has to run this, and deploy again: ALTER ROLE \"ad\"\"min\" CREATEDB;"),
        new Row(
            said("40P01", "deadlock detected"), Cause.CONFLICT, Retry.BRIEFLY, refused + "40P01"),
        new Row(
            said("40001", "could not serialize"), Cause.CONFLICT, Retry.BRIEFLY, refused + "40001"),
        new Row(said("42710", "exists"), Cause.RACE, Retry.BRIEFLY, refused + "42710"),
        new Row(said("42P01", "does not exist"), Cause.RACE, Retry.BRIEFLY, refused + "42P01"),
        new Row(
            said("XX000", "tuple concurrently updated"),
            Cause.RACE,
            Retry.BRIEFLY,
            refused + "XX000"),
        new Row(
            said("XX000", "cache lookup failed for relation 1"),
            Cause.RACE,
            Retry.BRIEFLY,
            refused + "XX000"),
        new Row(
            said("57P03", "the database system is starting up"),
            Cause.AWAY,
            Retry.UNTIL_THE_DEADLINE,
            unreachable),
        new Row(said("08003", "closed"), Cause.AWAY, Retry.UNTIL_THE_DEADLINE, unreachable),
        new Row(said("08004", "rejected"), Cause.OTHER, Retry.NEVER, refused + "08004"),
        new Row(said("XX000", "corrupted"), Cause.OTHER, Retry.NEVER, refused + "XX000"),
        new Row(said(null, "odd"), Cause.OTHER, Retry.NEVER, refused + "null"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isKnownToldAndTriedAgainOrNot(Row row) {
    Cluster cluster =
        new Cluster(
            new org.postgresql.Driver(),
            Path.of("unread"),
            new ClusterConfiguration("h", 5432, DatabaseTls.VERIFY_FULL, "arn"),
            new Credentials("ad\"min", "unused"),
            Deadline.in(Duration.ZERO),
            Cluster.APPLICATION_NAME);

    assertThat(Cause.of(row.failure())).isEqualTo(row.cause());
    assertThat(row.cause().retry()).isEqualTo(row.retry());
    assertThat(ClusterFailures.explained(row.failure(), cluster, "test").getMessage())
        .contains(row.sentence());
  }

  @Test
  void noRowIsForgotten() {
    assertThat(rows().map(Row::cause)).containsAll(Arrays.asList(Cause.values()));
  }
}
