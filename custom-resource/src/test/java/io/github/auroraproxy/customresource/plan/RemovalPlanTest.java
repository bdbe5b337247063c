package io.github.auroraproxy.customresource.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.customresource.present.PresentState;
import io.github.auroraproxy.customresource.state.Mark;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import io.github.auroraproxy.customresource.state.ResourceId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RemovalPlanTest {

  private static final ResourceId RESOURCE =
      new ResourceId("arn:aws:cloudformation:us-east-1:111122223333:stack/Shop/1", "Database");

  private final ModelCluster cluster = new ModelCluster(17);

  private List<String> removal(ResourceId resource, String host) {
    PresentState present = cluster.read(Optional.empty(), Set.of());
    return new RemovalPlan(resource, ModelCluster.DATABASE, host, true)
        .plan(new PresentState(present.cluster(), Optional.empty()), List.of()).changes().stream()
            .map(Change::sql)
            .toList();
  }

  private void deployed(RemovalPolicy policy, String host) {
    ModelCluster.Role owner = new ModelCluster.Role();
    owner.comment =
        Mark.created(RESOURCE, ModelCluster.DATABASE)
            .ofOwner(policy, Mark.Origin.CREATED, false)
            .at(host)
            .in("");
    cluster.roles.put("testdb_owner", owner);
    cluster.memberships.add(List.of("testdb_owner", ModelCluster.ADMIN));
    cluster.createDatabase("testdb_owner");
  }

  @Test
  void theDatabaseIsDroppedUnderTheNameThatWasDeployed() {
    deployed(RemovalPolicy.DESTROY, "new.example");

    assertThat(removal(RESOURCE, "new.example")).contains("DROP DATABASE \"testdb\" WITH (FORCE)");
  }

  @Test
  void theDatabaseStaysWhereTheResourceGoesOnUnderAnotherNameOfItsCluster() {
    deployed(RemovalPolicy.DESTROY, "new.example");

    assertThat(removal(RESOURCE, "former.example")).isEmpty();
  }

  @Test
  void nothingIsDroppedForAnotherResource() {
    deployed(RemovalPolicy.DESTROY, "new.example");

    assertThat(removal(new ResourceId(RESOURCE.stackId(), "Other"), "new.example")).isEmpty();
  }
}
