package io.github.auroraproxy.customresource.state;

import java.util.Arrays;
import java.util.List;

/**
 * One custom resource of one CloudFormation stack.
 *
 * @param stackId the ARN of the stack, which ends with its name and a unique id
 * @param logicalId the resource in the stack's template
 */
public record ResourceId(String stackId, String logicalId) {

  private static final int ARN_FIELDS = 6;
  private static final int RESOURCE = 5;

  /**
   * Whether both are the same resource of the stack of one name in one account and region. A stack
   * that was deleted after a failed creation and made again has another unique id, but at any time
   * only one stack of an account and region has the name.
   */
  public boolean isSameAs(ResourceId other) {
    return logicalId.equals(other.logicalId) && stack().equals(other.stack());
  }

  /** Partition, service, region, account and stack name. */
  private List<String> stack() {
    String[] fields = stackId.split(":", ARN_FIELDS);
    if (fields.length < ARN_FIELDS) {
      return List.of(stackId);
    }
    String[] resource = fields[RESOURCE].split("/");
    fields[RESOURCE] = resource.length > 1 ? resource[1] : fields[RESOURCE];
    return Arrays.asList(fields);
  }

  /** The name of the stack, by which AWS's commands take it. */
  public String stackName() {
    List<String> fields = stack();
    return fields.get(fields.size() - 1);
  }

  @Override
  public String toString() {
    return stackId + "#" + logicalId;
  }
}
