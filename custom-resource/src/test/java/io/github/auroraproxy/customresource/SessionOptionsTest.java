package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.customresource.connection.Cluster;
import io.github.auroraproxy.localaws.LocalAurora;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The owner of a database may set parameters for everybody who connects to it. A session of the
 * admin takes none of them but those that can only make it slower, or that it never reads.
 */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class SessionOptionsTest {

  /** Every parameter that a client may set, with another value than it has. */
  private static final String OTHER_VALUES =
      """
      SELECT format('ALTER DATABASE testdb SET %I = %L', name, value) FROM (SELECT name,
        CASE vartype
          WHEN 'bool' THEN CASE setting WHEN 'on' THEN 'off' ELSE 'on' END
          WHEN 'enum' THEN (SELECT v FROM unnest(enumvals) v WHERE v NOT IN (setting, 'serializable') LIMIT 1)
          WHEN 'string' THEN CASE name
            WHEN 'client_encoding' THEN 'LATIN1'
            WHEN 'DateStyle' THEN 'SQL, DMY'
            WHEN 'TimeZone' THEN 'Pacific/Kiritimati'
            WHEN 'role' THEN 'testdb_owner'
            WHEN 'search_path' THEN 'public, pg_catalog'
            WHEN 'lc_monetary' THEN 'POSIX'
            WHEN 'lc_numeric' THEN 'POSIX'
            WHEN 'lc_time' THEN 'POSIX'
            WHEN 'timezone_abbreviations' THEN 'India'
            WHEN 'default_text_search_config' THEN 'pg_catalog.german'
            WHEN 'application_name' THEN 'planted'
            WHEN 'local_preload_libraries' THEN 'planted'
            END
          ELSE (CASE WHEN max_val::numeric > setting::numeric THEN least(setting::numeric + 1, max_val::numeric)
                ELSE min_val::numeric END)::text
        END AS value
      FROM pg_settings
      WHERE context = 'user'
        AND (vartype <> 'string' OR name IN ('client_encoding', 'DateStyle', 'TimeZone', 'role', 'search_path',
          'lc_monetary', 'lc_numeric', 'lc_time', 'timezone_abbreviations', 'default_text_search_config',
          'application_name', 'local_preload_libraries'))) others
      WHERE value IS NOT NULL AND name NOT LIKE 'transaction_%'
      """;

  private static final String TAKEN =
      "SELECT name FROM pg_settings WHERE source IN ('database', 'user', 'database user') ORDER BY 1";

  /** What changes how long a statement takes, and not what it means, says or does. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          String.join(
              "|",
              // how a statement is planned
              "enable_.*|geqo.*|jit.*|.*_cost|cost_.*|min_parallel_.*|max_parallel_.*|parallel_.*",
              "(debug|force)_parallel_.*|(from|join)_collapse_limit|cursor_tuple_fraction|plan_cache_mode",
              "recursive_worktable_factor|default_statistics_target|stats_fetch_consistency",
              // memory, disk and network
              ".*_mem|hash_mem_multiplier|temp_buffers|effective_.*|maintenance_io_.*|io_combine_limit",
              "backend_flush_after|commit_siblings|commit_delay|wal_.*|logical_decoding_.*|synchronize_seqscans",
              "file_copy_method|gin_.*|vacuum_.*",
              // the admin vacuums, indexes and creates functions nowhere, and uses no XML
              "check_function_bodies|xml(binary|option)|icu_validation_level",
              // text that no statement of the admin reads or writes
              "IntervalStyle|extra_float_digits|lc_.*|timezone_abbreviations|default_text_search_config",
              "escape_string_warning|operator_precedence_warning",
              // passwords are sent as verifiers, which hold their own count
              "scram_iterations|md5_password_warnings",
              // PostgreSQL's own development
              "debug_(logical|pretty|discard|copy|write|raw).*|trace_.*|log_parameter_max_length.*"));

  private final TestCluster cluster;
  private final LocalAurora aurora;

  SessionOptionsTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
    aurora = cluster.aurora();
  }

  @BeforeEach
  void setEverythingForTheDatabase() throws SQLException {
    cluster.reset();
    cluster.create(State.minimal()).data();
    try (Connection superuser = aurora.superuserConnection("postgres");
        Statement statement = superuser.createStatement()) {
      for (String setting : Catalog.texts(superuser, OTHER_VALUES)) {
        statement.execute(setting);
      }
    }
  }

  @AfterEach
  void reset() {
    cluster.reset();
  }

  @Test
  void aSessionOfTheAdminTakesNoParameterThatChangesWhatAStatementMeans() throws SQLException {
    Cluster admin = cluster.ofAdmin();

    try (Connection first = admin.connect("postgres");
        Connection session = admin.connect("testdb")) {
      assertThat(first.isValid(0)).isTrue();
      assertThat(Catalog.texts(session, TAKEN))
          .filteredOn(name -> !HARMLESS.matcher(name).matches())
          .isEmpty();
    }
  }
}
