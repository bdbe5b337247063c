package io.github.auroraproxy.customresource.state;

/** What happens to the database and its users when the resource is deleted. */
public enum RemovalPolicy {
  /** Everything stays; only the stack's mark is changed, so that another stack may adopt it. */
  RETAIN,
  /** What this stack created, and only that, is dropped. */
  DESTROY
}
