package io.github.auroraproxy.internal.policy;

import io.github.auroraproxy.internal.Guard;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/**
 * Managed policies for what is too long to stand in a role, which IAM lets have ten.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM
 *     quotas</a>
 */
public final class ManagedPolicies {

  private final Construct scope;
  private final Guard guard;
  private int count;

  /**
   * @param guard names the construct whose role it is
   */
  public ManagedPolicies(Construct scope, Guard guard) {
    this.scope = scope;
    this.guard = guard;
  }

  /** One that the role names, so that it is there before the role is. */
  public SplitPolicy.Page ofRole(Role role, String id) {
    SplitPolicy.Page page = alone(id);
    role.addManagedPolicy((ManagedPolicy) page.policy());
    return page;
  }

  /** One that names the role, since it allows what comes after the role. */
  public SplitPolicy.Page onRole(Role role, String id) {
    SplitPolicy.Page page = alone(id);
    ((ManagedPolicy) page.policy()).attachToRole(role);
    return page;
  }

  /** One for whom it may concern. */
  public SplitPolicy.Page alone(String id) {
    count++;
    guard.check(
        count <= PolicySize.MOST_POLICIES,
        "users",
        "need "
            + count
            + " managed policies of "
            + PolicySize.MOST_MANAGED
            + " characters for one role, and IAM takes "
            + PolicySize.MOST_POLICIES
            + "; put some of the users in another stack");
    PolicyDocument document = new PolicyDocument();
    return new SplitPolicy.Page(
        document,
        ManagedPolicy.Builder.create(scope, id)
            .description("More of what " + guard.where() + " allows")
            .document(document)
            .build());
  }
}
