package io.github.auroraproxy.customresource.failure;

/** RDS has a blue/green deployment of the cluster, which a change of the database would harm. */
public final class BlueGreenDeploymentException extends BootstrapException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message cause and remedy, free of secrets
   */
  public BlueGreenDeploymentException(String message) {
    super(message);
  }
}
