/** Diagnoses a proxy without changing anything: what is wrong, how one sees it, what cures it. */
package io.github.auroraproxy.operations.doctor;
