package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.InvalidPropertyException;
import io.github.auroraproxy.test.UnknownValues.Variant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;

/**
 * Every property of every construct is given what synth does not know, in every form that CDK has
 * for it. What CloudFormation can take reaches the template; the rest is refused with what to do;
 * and nothing stops a look-up that is pending.
 */
@Tag("long")
class UnknownValuesTest {

  private static final String WRITE_OUT = "is known at deployment only, but ";

  private static final String COMPUTED =
      WRITE_OUT + "synth computes with it; write it out, such as ";

  private static final String LOOKED_UP =
      WRITE_OUT + "the CDK CLI looks it up before that; write it out.";

  private static final String NOT_IN_SECONDS =
      "is known at deployment only and not in seconds, and CloudFormation can't convert it; use"
          + " Duration.seconds(...).";

  /** By construct, property and variant; a variant {@code *} is every one but a pending look-up. */
  private static final Map<String, String> REFUSED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "settings unknownKey",
                  "settings is known at deployment only, so it can't be"
                      + " the key of a map; write the name out."),
              Map.entry("idleClientTimeout minutes", "idleClientTimeout " + NOT_IN_SECONDS),
              Map.entry("borrowTimeout minutes", "connectionPool.borrowTimeout " + NOT_IN_SECONDS),
              Map.entry("rotation *", "rotation " + COMPUTED + "Duration.days(30)."),
              Map.entry(
                  "migrationTimeout *", "migrationTimeout " + COMPUTED + "Duration.minutes(20)."),
              Map.entry("queryLatency *", "queryLatency " + COMPUTED + "Duration.seconds(1)."),
              Map.entry("borrowLatency *", "borrowLatency " + COMPUTED + "Duration.seconds(1)."),
              Map.entry(
                  "period *", "period of WRITER_AVAILABILITY " + COMPUTED + "Duration.minutes(5)."),
              Map.entry(
                  "certificateBundle *",
                  "certificateBundle " + WRITE_OUT + "is read at synth; write the path out."),
              Map.entry("clusterName *", "clusterName " + LOOKED_UP),
              Map.entry("ExistingProxy.proxyName *", "proxyName " + LOOKED_UP),
              Map.entry("subnetIds *", "subnetIds " + LOOKED_UP),
              Map.entry("functionSubnetIds *", "functionSubnetIds " + LOOKED_UP),
              Map.entry(
                  "ProxyEndpoint.name *",
                  "endpoints is known at deployment only, which can't tell one endpoint from"
                      + " another; write the name out."),
              Map.entry(
                  "userNames listParameter",
                  "userNames is a list that is known at deployment only; name each user, since each is named in a policy."),
              Map.entry(
                  "userNames splitImport",
                  "userNames is a list that is known at deployment only; name each user, since each is named in a policy."),
              Map.entry(
                  "adminSecret byName",
                  "adminSecret is known by a part of its ARN only, which would need a wildcard in the policy; import it with Secret.fromSecretCompleteArn."),
              Map.entry(
                  "adminSecret byPartialArn",
                  "adminSecret is known by a part of its ARN only, which would need a wildcard in the policy; import it with Secret.fromSecretCompleteArn.")));

  private static final Map<String, Outcome> OUTCOMES = new LinkedHashMap<>();
  private static App app;

  @BeforeAll
  static void build() {
    app = CdkApp.create(Map.of(), CdkApp.answers());
    for (PropertyTable.Subject subject : PropertyTable.SUBJECTS) {
      for (PropertyTable.Property property : subject.properties()) {
        for (Variant variant : UnknownValues.of(property.type())) {
          Case each = new Case(subject, property, variant);
          OUTCOMES.put(
              each.name(),
              each.build(
                  new Stack(
                      app,
                      "Case" + OUTCOMES.size(),
                      StackProps.builder().env(PropertyTable.ENVIRONMENT).build())));
        }
      }
    }
    app.synth();
  }

  static Stream<String> cases() {
    return OUTCOMES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isTakenOrRefusedInASentence(String name) {
    Outcome outcome = OUTCOMES.get(name);
    String sentence = expected(name);

    if (sentence == null) {
      assertThat(outcome.refusal()).isNull();
    } else {
      assertThat(outcome.refusal())
          .isInstanceOf(InvalidPropertyException.class)
          .hasMessageEndingWith(": " + sentence)
          .hasMessageNotContaining("Token[");
    }
  }

  @Test
  void noPendingLookUpIsEverStopped() {
    assertThat(OUTCOMES.entrySet())
        .filteredOn(outcome -> outcome.getKey().contains("pending"))
        .isNotEmpty()
        .allSatisfy(outcome -> assertThat(outcome.getValue().refusal()).isNull());
    assertThat(CdkApp.manifest(app).get("missing")).isNotEmpty();
  }

  @Test
  void everyPropertyThatCanBeUnknownIsInTheTable() {
    assertThat(PropertyTable.SUBJECTS)
        .allSatisfy(subject -> assertThat(subject.unclassified()).isEmpty());
  }

  @Test
  void everyRefusalIsOneThatHappens() {
    assertThat(REFUSED.keySet())
        .allSatisfy(key -> assertThat(OUTCOMES.keySet()).anyMatch(name -> matches(key, name)));
  }

  private static String expected(String name) {
    return REFUSED.entrySet().stream()
        .filter(refusal -> matches(refusal.getKey(), name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static boolean matches(String key, String name) {
    String property = key.split(" ")[0];
    String variant = key.split(" ")[1];
    String path = name.split(" ")[0];
    boolean same = path.equals(property) || path.endsWith("." + property);
    return same && (variant.equals("*") ? !name.contains("pending") : name.endsWith(" " + variant));
  }

  /** What came of a case; {@code refusal} is null where nothing was refused. */
  private record Outcome(RuntimeException refusal) {}

  private record Case(
      PropertyTable.Subject subject, PropertyTable.Property property, Variant variant) {

    String name() {
      return subject.name() + "." + property.name() + " " + variant.name();
    }

    Outcome build(Stack stack) {
      try {
        subject.build(stack, property, variant.value().apply(stack));
        return new Outcome(null);
      } catch (RuntimeException refusal) {
        // What is left of it is no stack that could be deployed.
        app.getNode().tryRemoveChild(stack.getNode().getId());
        return new Outcome(refusal);
      }
    }
  }
}
