package io.github.auroraproxy.customresource.present;

/**
 * One privilege that a role was granted on an object.
 *
 * @param grantee the role, empty for PUBLIC
 * @param grantor the role in whose name it was granted
 * @param privilege such as {@code SELECT}
 * @param grantable whether the grantee may grant it to others
 */
public record Grant(String grantee, String grantor, String privilege, boolean grantable) {

  /** How PUBLIC stands among the grantees. */
  public static final String PUBLIC = "";

  /** Whether it was granted to everybody. */
  public boolean isToPublic() {
    return grantee.equals(PUBLIC);
  }
}
