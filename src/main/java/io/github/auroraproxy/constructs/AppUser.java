package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/**
 * A database user of the application: its name, its privileges, and the secret with its generated
 * password, attached to the cluster. The role in the database is made by {@link
 * ApplicationDatabase}.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-setup.html">
 *     Database credentials of RDS Proxy</a>
 */
public class AppUser extends Construct {

  /** Long enough that no punctuation is needed, which would have to be escaped in a URL. */
  private static final int PASSWORD_LENGTH = 32;

  private final String userName;
  private final Privileges privileges;
  private final ISecret secret;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if the name is malformed or reserved
   */
  public AppUser(Construct scope, String id, AppUserProps props) {
    super(scope, id);
    userName = Guard.of("AppUser " + getNode().getPath()).userName("userName", props.getUserName());
    privileges = props.getPrivileges();
    Secret credentials =
        Secret.Builder.create(this, "Secret")
            .description("Credentials for " + userName + " database user")
            .encryptionKey(props.getEncryptionKey().orElse(null))
            .generateSecretString(
                SecretStringGenerator.builder()
                    .secretStringTemplate("{\"username\":\"" + userName + "\"}")
                    .generateStringKey("password")
                    .passwordLength(PASSWORD_LENGTH)
                    .excludePunctuation(true)
                    .build())
            .build();
    NagSuppression.on(
        credentials,
        new NagSuppression(
            "AwsSolutions-SMG4",
            "The password is known to the proxy and the database only, since clients log in with"
                + " IAM tokens; rotation is a team's own choice."));
    secret = credentials.attach(props.getCluster().getCluster());
  }

  /** The user's name in PostgreSQL. */
  public String getUserName() {
    return userName;
  }

  /** What the user may do in the application's database. */
  public Privileges getPrivileges() {
    return privileges;
  }

  /** The secret, as attached to the cluster: whatever uses it waits for the attachment. */
  public ISecret getSecret() {
    return secret;
  }
}
