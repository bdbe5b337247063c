package io.github.auroraproxy.customresource;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Ways to plant code or state, each tried again before every run of the function. */
enum Technique {

  // What waits for a name to resolve to it.
  OPERATORS("code", CodeTechniques::operators),
  FUNCTIONS("code", CodeTechniques::functions),
  CASTS("code", CodeTechniques::casts),
  VIEWS_NAMED_AS_CATALOGS("code", CodeTechniques::views),
  TEMPLATE1("template", CodeTechniques::template),

  // What waits for a statement on a table.
  TRIGGERS("tables", TableTechniques::triggers),
  RULES("tables", TableTechniques::rules),
  POLICIES("tables", TableTechniques::policies),
  DEFAULT_EXPRESSIONS("tables", TableTechniques::defaults),
  DOMAINS_AND_CHECKS("tables", TableTechniques::domains),
  INDEX_EXPRESSIONS("tables", TableTechniques::indexes),
  FOREIGN_KEYS("tables", TableTechniques::foreignKeys),
  HISTORY_MADE_BEFOREHAND("history", TableTechniques::history),
  VIEWS_NAMED_AS_TABLES("views", CodeTechniques::viewsNamedAsTables),

  // What waits for its owner to be removed.
  SECURITY_DEFINERS("removal", RemovalTechniques::securityDefiners),
  OBJECTS_OF_EVERY_KIND("removal", RemovalTechniques::kinds),
  TEMPORARY_OBJECTS("removal", RemovalTechniques::temporary),
  LARGE_OBJECTS("removal", RemovalTechniques::largeObjects),
  GRANTS_TO_THE_ADMIN("grants", RemovalTechniques::grantsToTheAdmin),
  OWNERS_RIGHTS("rights", RemovalTechniques::ownersRights),

  // What a run may trust or trip over.
  COMMENTS("state", StateTechniques::comments),
  MEMBERSHIPS("state", StateTechniques::memberships),
  NAMES("state", StateTechniques::names),
  SETTINGS("settings", StateTechniques::settings),

  // What a run may have to wait for.
  ADVISORY_LOCKS("locks", LockTechniques::advisory),
  LOCKS_ON_ROLES_AND_CATALOGS("locks", LockTechniques::roles),
  SESSIONS_THAT_STAY("sessions", LockTechniques::sessions),
  OWN_ROLE_IN_A_TRANSACTION("own role", LockTechniques::ownRole);

  /**
   * Whether each is played alone; else those that don't hinder one another are played together, in
   * a fraction of the time. As thorough as {@link CrashPointsTest}.
   */
  private static final boolean ALONE = Thorough.isOn();

  private final String company;
  private final Consumer<Attacker> plant;

  Technique(String company, Consumer<Attacker> plant) {
    this.company = company;
    this.plant = plant;
  }

  /** Plants what the attacker can; what PostgreSQL refuses is left out. */
  void plant(Attacker attacker) {
    attacker.uses(this);
    plant.accept(attacker);
  }

  /** The author of code that is planted so. */
  String by(Level level) {
    return name() + " by " + level;
  }

  /** Those that are played in one life with this one, and itself. */
  List<Technique> company() {
    return ALONE
        ? List.of(this)
        : Arrays.stream(values()).filter(other -> other.company.equals(company)).toList();
  }
}
