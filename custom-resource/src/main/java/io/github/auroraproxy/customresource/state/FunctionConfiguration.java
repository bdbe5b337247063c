package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The clusters that the function may work on. The construct writes them into the function's
 * environment, which only a deployment changes. An event, which everybody with permission to invoke
 * the function can send, can only choose among them.
 *
 * @param clusters the clusters
 * @param stackId the stack whose resources the function serves; absent for any
 */
public record FunctionConfiguration(List<ClusterConfiguration> clusters, Optional<String> stackId) {

  private static final String VARIABLE = "AURORA_PROXY_CLUSTERS";
  private static final String STACK = "AURORA_PROXY_STACK";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the environment variables {@code AURORA_PROXY_CLUSTERS} and {@code AURORA_PROXY_STACK}.
   *
   * @throws FunctionException if the first is not a list of clusters
   */
  public static FunctionConfiguration ofEnvironment() {
    return new FunctionConfiguration(
        parse(System.getenv().getOrDefault(VARIABLE, "[]")),
        Optional.ofNullable(System.getenv(STACK)));
  }

  /** Clusters for the resources of any stack. */
  public static FunctionConfiguration of(String json) {
    return new FunctionConfiguration(parse(json), Optional.empty());
  }

  /**
   * @throws FunctionException if the resource is one of another stack
   */
  public void checkServes(ResourceId resource) {
    if (stackId.isPresent() && !stackId.get().equals(resource.stackId())) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "The event's StackId is %s, and this function serves the resources of %s only."
              .formatted(ForeignText.quoted(resource.stackId()), stackId.get()));
    }
  }

  /**
   * @param json a list of objects with host, port, tls and adminSecretArn
   * @throws FunctionException if it is not a list of clusters
   */
  private static List<ClusterConfiguration> parse(String json) {
    List<ClusterConfiguration> clusters = new ArrayList<>();
    try {
      for (JsonNode cluster : JSON.readTree(json)) {
        clusters.add(
            new ClusterConfiguration(
                HostName.checked(cluster.path("host").asText(), "The host in " + VARIABLE),
                cluster.path("port").asInt(),
                DatabaseTls.named(cluster.path("tls").asText()),
                cluster.path("adminSecretArn").asText()));
      }
    } catch (JsonProcessingException e) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "The environment variable %s is not a JSON list of clusters; deploy the stack again, which sets it."
              .formatted(VARIABLE));
    }
    return List.copyOf(clusters);
  }

  /** Whether the function may work on a cluster with this host. */
  boolean lists(String host) {
    return clusters.stream().anyMatch(cluster -> cluster.host().equals(host));
  }

  /**
   * The cluster that an event asks for.
   *
   * @throws FunctionException if the function's configuration does not list it
   */
  ClusterConfiguration cluster(ClusterConfiguration asked) {
    if (clusters.contains(asked)) {
      return asked;
    }
    String configured = "deploy the stack that holds the function and this resource again";
    if (!lists(asked.host())) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property Host is '%s', which is not a cluster of this function's configuration; %s."
              .formatted(asked.host(), configured));
    }
    throw new FunctionException(
        FailureKind.INVALID_PROPERTY,
        "Properties Port, DatabaseTls and AdminSecretArn are not those of the cluster '%s' in this function's configuration; %s."
            .formatted(asked.host(), configured));
  }
}
