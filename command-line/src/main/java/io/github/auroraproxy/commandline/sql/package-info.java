/** What the commands run in a database, and how they show what it answers. */
package io.github.auroraproxy.commandline.sql;
