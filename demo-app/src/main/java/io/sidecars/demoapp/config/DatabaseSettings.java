package io.sidecars.demoapp.config;

import java.util.List;
import java.util.regex.Pattern;

/// How to connect to the database: the content of `database.yaml` in the mounted configuration.
///
/// An operator who may edit that file must not be able to do more than choose a database. JDBC drivers take
/// parameters in the URL that run SQL, create or overwrite files, or load classes. Therefore only the URLs of
/// two patterns are accepted.
public record DatabaseSettings(String url, String user, Secret password, int poolSize) {

    static final String FILE = "database.yaml";

    private static final List<String> KEYS = List.of("url", "user", "password", "poolSize");
    private static final String NAME = "[A-Za-z0-9_-]{1,63}";

    /// IFEXISTS refuses a database that does not exist yet, which would take any password.
    private static final Pattern H2 = Pattern.compile("jdbc:h2:mem:" + NAME + "(;IFEXISTS=TRUE)?");

    private static final Pattern POSTGRESQL = Pattern.compile("jdbc:postgresql://"
            + "([A-Za-z0-9][A-Za-z0-9.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}])(:\\d{1,5})?/" + NAME
            + "(\\?sslmode=(disable|allow|prefer|require|verify-ca|verify-full))?");

    private static final Pattern CREDENTIALS = Pattern.compile("(?i)(password|pwd)\\s*=|//[^/]*@");

    public static DatabaseSettings from(Snapshot snapshot) throws InvalidConfigException {
        byte[] content = snapshot.files().get(FILE);
        if (content == null) {
            throw new InvalidConfigException("the configuration directory contains no " + FILE);
        }
        FlatYaml yaml = new FlatYaml(FILE, content, KEYS);
        String url = yaml.text("url");
        if (CREDENTIALS.matcher(url).find()) {
            throw yaml.error("url", "url must not contain credentials: use the keys user and password");
        }
        if (!H2.matcher(url).matches() && !POSTGRESQL.matcher(url).matches()) {
            throw yaml.error(
                    "url",
                    "url must be jdbc:h2:mem:NAME or jdbc:postgresql://HOST:PORT/NAME"
                            + " (its only accepted parameter is sslmode)");
        }
        Secret password = new Secret(yaml.text("password"));
        return new DatabaseSettings(url, yaml.text("user"), password, yaml.wholeNumber("poolSize", 4, 1, 64));
    }
}
