package io.github.auroraproxy.internal.lookup;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.ContextProvider;
import software.amazon.awscdk.GetContextKeyOptions;
import software.amazon.awscdk.GetContextValueOptions;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * Looks up resources of the account through the CDK CLI, which keeps the results in {@code
 * cdk.context.json}. While a result is missing, synth uses a placeholder of the same form; the CLI
 * then looks it up and synthesizes again.
 *
 * @see <a href="https://docs.aws.amazon.com/cdk/v2/guide/context.html">Context values</a>
 */
public final class ContextLookup {

  private static final String ERROR = "$providerError";

  private final Construct scope;
  private final Guard guard;

  /**
   * @param guard names the resource that is looked up
   * @throws io.github.auroraproxy.InvalidPropertyException if the stack has no account or region
   */
  public ContextLookup(Construct scope, Guard guard) {
    this.scope = scope;
    this.guard = guard;
    Stack stack = Stack.of(scope);
    checkKnown("account", stack.getAccount());
    checkKnown("region", stack.getRegion());
  }

  /**
   * One resource, by Cloud Control.
   *
   * @param placeholder the properties to look up, each with a value of the same form
   * @param remedy what to do if the look-up fails
   */
  public Result resource(
      String typeName, String identifier, Map<String, Object> placeholder, String remedy) {
    if (Known.isPending(identifier)) {
      // The CLI finds the identifier first, and synthesizes again.
      return new Result(placeholder, false, identifier);
    }
    Map<String, Object> query = new LinkedHashMap<>();
    query.put("typeName", typeName);
    query.put("exactIdentifier", identifier);
    query.put("propertiesToReturn", List.copyOf(placeholder.keySet()));
    Optional<Object> found = ask("cc-api-provider", query, List.of(placeholder), remedy);
    return new Result(
        found.map(ContextLookup::first).orElse(placeholder), found.isPresent(), identifier);
  }

  /** A VPC with its subnets. */
  public Result vpc(String vpcId, Map<String, Object> placeholder, String remedy) {
    Map<String, Object> query = new LinkedHashMap<>();
    query.put("filter", Map.of("vpc-id", vpcId));
    query.put("returnAsymmetricSubnets", true);
    Optional<Object> found = ask("vpc-provider", query, placeholder, remedy);
    return new Result(
        found.map(ContextLookup::object).orElse(placeholder), found.isPresent(), vpcId);
  }

  private Optional<Object> ask(
      String provider, Map<String, Object> query, Object placeholder, String remedy) {
    String key =
        ContextProvider.getKey(
                scope, GetContextKeyOptions.builder().provider(provider).props(query).build())
            .getKey();
    Object known = scope.getNode().tryGetContext(key);
    if (known instanceof Map<?, ?> failure && failure.containsKey(ERROR)) {
      guard.check(false, "look-up", "failed: " + sentence(failure.get(ERROR)) + "; " + remedy);
    }
    // Called even if the value is known, since only this call reports a missing value to the CLI.
    ContextProvider.getValue(
        scope,
        GetContextValueOptions.builder()
            .provider(provider)
            .props(query)
            .dummyValue(placeholder)
            .build());
    return Optional.ofNullable(known);
  }

  /**
   * A look-up happens before the deployment, so its identifier can't be known at deployment only.
   */
  public static void checkIdentifier(Guard guard, String property, String identifier) {
    guard.notOnlyAtDeployment(
        property, identifier, "but the CDK CLI looks it up before that; write it out");
  }

  private void checkKnown(String setting, String value) {
    guard.check(
        Known.text(value),
        setting,
        "is unknown, which a look-up needs; give the stack an env, or the app -c account=ID and -c"
            + " region=NAME");
  }

  private static String sentence(Object error) {
    return String.valueOf(error).strip().replaceFirst("\\.$", "");
  }

  private static Map<String, Object> first(Object answer) {
    return object(((List<?>) answer).get(0));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object answer) {
    return (Map<String, Object>) answer;
  }

  /**
   * @param isKnown whether these are real values, and not the placeholder
   * @param identifier the identifier that was looked up
   */
  public record Result(Map<String, Object> values, boolean isKnown, String identifier) {

    public String text(String property) {
      return String.valueOf(values.get(property));
    }

    public List<String> texts(String property) {
      return values.get(property) instanceof List<?> list
          ? list.stream().map(String::valueOf).toList()
          : List.of();
    }

    public List<Map<String, Object>> objects(String property) {
      return values.get(property) instanceof List<?> list
          ? list.stream().map(ContextLookup::object).toList()
          : List.of();
    }
  }
}
