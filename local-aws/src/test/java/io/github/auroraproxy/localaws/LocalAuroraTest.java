package io.github.auroraproxy.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalAuroraTest {

  private LocalAurora aurora;

  @BeforeAll
  void start() {
    aurora = LocalAurora.builder().start();
  }

  @AfterAll
  void stop() {
    aurora.close();
  }

  private Connection master(String database) throws SQLException {
    return aurora.connection(database, aurora.masterUsername(), aurora.masterPassword());
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = master("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void theMasterIsNoSuperuserButCreatesRolesAndDatabases() throws SQLException {
    assertThat(
            ask(
                "SELECT concat_ws(' ', rolsuper, rolcreaterole, rolcreatedb) FROM pg_roles WHERE rolname = current_user"))
        .isEqualTo("f t t");
    assertThat(ask("SELECT pg_has_role(current_user, 'rds_superuser', 'MEMBER')")).isEqualTo("t");
  }

  @Test
  void everyConnectionIsEncrypted() throws SQLException {
    assertThat(ask("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).isEqualTo("t");

    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    "jdbc:postgresql://localhost:%d/postgres?sslmode=disable"
                        .formatted(aurora.port()),
                    aurora.masterUsername(),
                    aurora.masterPassword()))
        .hasMessageContaining("no encryption");
  }

  @Test
  void aWrongPasswordIsRefused() {
    assertThatThrownBy(() -> aurora.connection("postgres", aurora.masterUsername(), "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void stoppingAndStartingKeepsThePortAndTheRows() throws SQLException {
    int port = aurora.port();
    try (Connection connection = master("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept AS SELECT 'row' AS it");
    }

    aurora.stop();
    assertThatThrownBy(() -> master("postgres")).isInstanceOf(SQLException.class);
    aurora.start();

    assertThat(aurora.port()).isEqualTo(port);
    assertThat(ask("SELECT it FROM kept")).isEqualTo("row");
  }

  @Test
  void theLogTellsEveryStatementOfOthersThanTheSuperuser() throws SQLException, IOException {
    long before = Files.size(aurora.serverLog());
    ask("SELECT 'one\ntwo'");
    try (Connection superuser = aurora.superuserConnection("postgres");
        Statement statement = superuser.createStatement()) {
      statement.execute("SELECT 'unseen'");
    }

    assertThat(aurora.statementsSince(before))
        .extracting(LoggedStatement::sql)
        .contains("SELECT 'one\ntwo'")
        .noneMatch(sql -> sql.contains("unseen"));
  }

  @Test
  void closingLeavesNoProcessAndNoFile(@TempDir Path directory) throws IOException {
    LocalAurora another = LocalAurora.builder().directory(directory).start();
    assertThat(servers(directory)).isPositive();

    another.close();

    assertThat(servers(directory)).isZero();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
    assertThatThrownBy(another::start)
        .hasMessage("This server was closed and its data are gone; build a new one.");
  }

  private static long servers(Path directory) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .map(line -> line.contains(directory.toString()))
                    .orElse(false))
        .count();
  }

  @Test
  void theDefaultVersionIsTheOneOnTheClassPath() {
    assertThat(aurora.version()).startsWith(LocalAurora.DEFAULT_MAJOR_VERSION + ".");
  }

  @Test
  void aVersionThatIsNotServedIsNamedWithThoseThatAre() {
    assertThatThrownBy(() -> LocalAurora.builder().postgres(9).start())
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining("9")
        .hasMessageContaining(String.valueOf(LocalAurora.majorVersions()));
    assertThat(LocalAurora.majorVersions()).isEqualTo(List.of(13, 14, 15, 16, 17, 18));
  }
}
