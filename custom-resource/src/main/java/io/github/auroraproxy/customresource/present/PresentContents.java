package io.github.auroraproxy.customresource.present;

import java.util.List;
import java.util.Set;

/**
 * The part of the contents of the application's database that a plan needs.
 *
 * @param objects schemas, relations and routines of the application
 * @param defaults default privileges of the owner and the admin
 * @param extensions by name
 * @param ownedByAdmin what belongs to the admin, without extensions and their members
 * @param foreign what others made in the schema public
 * @param powers of roles whose objects are to get another owner
 * @param history Flyway's
 */
public record PresentContents(
    List<PresentObject> objects,
    List<DefaultPrivilege> defaults,
    Set<String> extensions,
    List<OwnedObject> ownedByAdmin,
    List<ForeignObject> foreign,
    List<DelegatedPower> powers,
    History history) {}
