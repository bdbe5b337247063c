package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The admin creates the extensions of the database before the migrations, and keeps them. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("io.github.auroraproxy.customresource.TestCluster#versions")
class ExtensionsTest {

  private static final String OWNERS =
      "SELECT e.extname || ' of ' || r.rolname FROM pg_extension e JOIN pg_roles r ON r.oid = e.extowner WHERE e.extname <> 'plpgsql' ORDER BY 1";

  @TempDir Path layers;

  private final TestCluster cluster;
  private final String admin;

  ExtensionsTest(int majorVersion) {
    cluster = TestCluster.of(majorVersion);
    admin = cluster.aurora().masterUsername();
  }

  @BeforeEach
  void reset() {
    cluster.reset();
    cluster.layers(layers);
  }

  @AfterParameterizedClassInvocation
  static void noPasswordWasTold(int majorVersion) throws IOException {
    TestCluster.of(majorVersion).assertThatNoPasswordWasTold();
  }

  @Test
  void aMigrationFindsTheExtensionThatTheAdminCreated() {
    State state =
        State.minimal()
            .extensions("citext")
            .with("Migrations", new Committer(layers).commits("CREATE TABLE t (name citext)"));

    assertThat(cluster.create(state).data().path("Changes").asText())
        .contains("created extension citext");

    assertThat(cluster.ask("testdb", OWNERS)).containsExactly("citext of " + admin);
  }

  @Test
  void anExtensionIsAddedLaterAndKeptWhenItIsNotListedAnyMore() {
    State without = State.minimal();
    State with = without.extensions("citext", "pg_trgm");
    cluster.create(without).data();

    cluster.update(without, with).data();
    assertThat(cluster.update(with, with).data().path("Changes").asText())
        .isEqualTo("nothing to change");
    cluster.update(with, without).data();

    assertThat(cluster.ask("testdb", OWNERS))
        .containsExactly("citext of " + admin, "pg_trgm of " + admin);
  }

  @Test
  void anExtensionThatTheServerDoesNotHaveIsNamed() {
    assertThat(cluster.create(State.minimal().extensions("nowhere")).refusal())
        .contains("nowhere", "extension");
  }
}
