package io.github.auroraproxy.customresource;

/** What an attacker may do in the application's database, the weakest first. */
enum Level {
  /** A role of the cluster that the application does not know. */
  OUTSIDE,
  READ_ONLY,
  READ_WRITE,
  ALL;

  /** The role that attacks with these privileges. */
  String user() {
    return switch (this) {
      case OUTSIDE -> "outsider";
      case READ_ONLY -> "app_reader";
      case READ_WRITE -> "app_writer";
      case ALL -> "app_user";
    };
  }
}
