package org.manualkey.sadb.linux;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.CapabilityContract;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Support;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;

/** A back end may refuse any capability but diagnostics, which no request needs. */
@ParameterizedClass
@EnumSource(value = Capability.class, mode = EnumSource.Mode.EXCLUDE, names = "DIAGNOSTICS")
final class RefusingCapabilityContractTest extends CapabilityContract {
  @Parameter Capability refused;

  @Override
  protected Sadb open() {
    Capabilities.Builder table = new Capabilities.Builder();
    AfKeyCapabilities.table(true)
        .rows()
        .forEach(row -> table.row(row.capability(), row.support(), row.how()));
    table.row(refused, Support.REFUSED, "this kernel has none of " + refused.name());
    return Databases.over(new FakeLinuxKernel(table.build(), Draft.PID), Draft.PID);
  }
}
