package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.customresource.connection.Cluster;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What makes PostgreSQL notice within a minute that the host of a function is gone, so that its
 * locks are free for the next run. The settings are read back from the server's socket.
 */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class VanishedClientTest {

  private static final String PROBES =
      """
      SELECT concat_ws(' ', current_setting('tcp_keepalives_idle')::int,
        current_setting('tcp_keepalives_interval')::int, current_setting('tcp_keepalives_count')::int,
        current_setting('tcp_user_timeout'), current_setting('client_connection_check_interval', true))""";

  private final TestCluster server;

  VanishedClientTest(int majorVersion) {
    server = TestCluster.of(majorVersion);
  }

  @Test
  void isProbedAfterSecondsOfSilence() throws SQLException {
    Cluster cluster = server.ofAdmin();

    try (Connection first = cluster.connect("postgres");
        Connection later = cluster.connect("postgres")) {
      assertThat(Catalog.texts(first, PROBES).get(0)).startsWith("15 5 3 30000");
      assertThat(Catalog.texts(later, PROBES))
          .containsExactly(
              server.aurora().majorVersion() >= 14 ? "15 5 3 30000 10s" : "15 5 3 30000");
    }
  }
}
