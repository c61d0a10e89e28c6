package io.sidecars.logshipper.program;

import picocli.CommandLine.IVersionProvider;

/// The version of the program, as its jar's manifest has it.
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"log-shipper " + current()};
    }

    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
