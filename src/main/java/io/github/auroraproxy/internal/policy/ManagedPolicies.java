package io.github.auroraproxy.internal.policy;

import io.github.auroraproxy.internal.Guard;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/**
 * Managed policies for permissions that are too long for inline policies. A role can have ten.
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

  /** A policy that the role refers to, so that it exists before the role. */
  public SplitPolicy.Page ofRole(Role role, String id) {
    SplitPolicy.Page page = alone(id);
    role.addManagedPolicy((ManagedPolicy) page.policy());
    return page;
  }

  /** A policy that refers to the role, since it allows the use of later resources. */
  public SplitPolicy.Page onRole(Role role, String id) {
    SplitPolicy.Page page = alone(id);
    ((ManagedPolicy) page.policy()).attachToRole(role);
    return page;
  }

  /** A policy that is attached to no role. */
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
