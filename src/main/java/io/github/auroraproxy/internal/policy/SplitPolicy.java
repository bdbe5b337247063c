package io.github.auroraproxy.internal.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * Permissions, split into as many policy documents as IAM's limits on their length require.
 * Permissions of the same action share a statement, regardless of the app's feature flags, since a
 * statement for each would be too long.
 */
public final class SplitPolicy {

  private final Stack stack;
  private final IntFunction<Page> further;
  private int pages;
  private int most;
  private Page page;
  private int size;
  private Map<String, PolicyStatement> statements = new HashMap<>();
  private final Map<Permission, Page> placed = new HashMap<>();

  /**
   * @param first may hold statements already
   * @param most characters of the first document
   * @param further makes the documents after the first, from number 2 on, each of a managed policy
   */
  public SplitPolicy(Construct scope, Page first, int most, IntFunction<Page> further) {
    this.stack = Stack.of(scope);
    this.further = further;
    this.most = most;
    begin(first);
  }

  /** Adds a permission where there is room, unless it is there, and says where. */
  public IDependable add(Permission permission) {
    return placed.computeIfAbsent(permission, this::place).policy();
  }

  private Page place(Permission permission) {
    PolicyStatement same = statements.get(permission.kind());
    int needed =
        same == null
            ? PolicySize.of(stack, permission.statement())
            : PolicySize.ofResource(stack, permission.resource());
    if (size + needed > most) {
      most = PolicySize.MOST_MANAGED;
      begin(further.apply(pages + 1));
      return place(permission);
    }
    size += needed;
    if (same == null) {
      PolicyStatement statement = permission.statement();
      statements.put(permission.kind(), statement);
      page.document().addStatements(statement);
    } else if (!hasGrown(same, permission.resource())) {
      page.document().addStatements(permission.statement());
    }
    return page;
  }

  /** CDK lets no statement grow that it has written into a template, such as that of a test. */
  private static boolean hasGrown(PolicyStatement statement, String resource) {
    if (statement.getFrozen()) {
      return false;
    }
    statement.addResources(resource);
    return true;
  }

  private void begin(Page next) {
    pages++;
    page = next;
    size = PolicySize.of(stack, next.document());
    statements = new HashMap<>();
  }

  /**
   * A document and the policy, or the role, that it stands in.
   *
   * @param policy what has to exist for the permissions to hold
   */
  public record Page(PolicyDocument document, IDependable policy) {}
}
