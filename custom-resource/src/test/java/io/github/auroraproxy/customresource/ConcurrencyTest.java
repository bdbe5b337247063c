package io.github.auroraproxy.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** Two functions at once, as two stacks, or a provider that invokes again, may have them. */
class ConcurrencyTest {

  private static final TestCluster CLUSTER = TestCluster.of(TestCluster.newest());

  @AfterAll
  static void noPasswordWasTold() throws IOException {
    CLUSTER.assertThatNoPasswordWasTold();
  }

  @BeforeEach
  void reset() {
    CLUSTER.reset();
  }

  @RepeatedTest(5)
  void theSameRequestTwiceAtOnceEndsAsOne() {
    CLUSTER.create(State.minimal()).data();
    List<String> expected = CLUSTER.catalog();
    CLUSTER.reset();

    both(() -> CLUSTER.create(State.minimal()), () -> CLUSTER.create(State.minimal()));

    assertThat(CLUSTER.catalog()).isEqualTo(expected);
  }

  @RepeatedTest(5)
  void twoDatabasesOfOneClusterAreSetUpAtOnce() {
    CLUSTER.storeUser("other_user");
    State other = State.minimal().database("other").users(User.named("other_user"));

    both(() -> CLUSTER.create(State.minimal()), () -> CLUSTER.create(other));

    assertThat(CLUSTER.askAs("testdb", "app_user", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
    assertThat(CLUSTER.askAs("other", "other_user", "SELECT count(*)::text FROM test_table"))
        .containsExactly("2");
  }

  private static void both(Supplier<Run> one, Supplier<Run> another) {
    CompletableFuture<Run> first = CompletableFuture.supplyAsync(one);
    CompletableFuture<Run> second = CompletableFuture.supplyAsync(another);
    assertThat(first.join().error()).isEmpty();
    assertThat(second.join().error()).isEmpty();
  }
}
