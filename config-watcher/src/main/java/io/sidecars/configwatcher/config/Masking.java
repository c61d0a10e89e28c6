package io.sidecars.configwatcher.config;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much of a valid value is shown. Values are shown as they are written in the file, with references to
/// variables: what a variable expands to may be a secret.
enum Masking {
    EVERYTHING {
        @Override
        String of(String written) {
            return written;
        }
    },

    /// The server of a URL. User, password, path and query are masked: a path may contain a token.
    ADDRESS {
        @Override
        String of(String written) {
            if (REFERENCE.matcher(written).matches()) {
                return written;
            }
            Matcher url = URL.matcher(written);
            if (!url.matches() || (url.group("open") == null && url.group("close") != null)) {
                return MASK;
            }
            String rest = rest(url.group("rest"));
            return Objects.toString(url.group("open"), "")
                    + url.group("scheme")
                    + (url.group("user") == null ? "" : MASK + ":" + MASK + "@")
                    + url.group("server")
                    + (url.group("open") == null ? rest : url.group("close") == null ? rest + "}" : "}" + rest);
        }

        private String rest(String pathAndQuery) {
            int query = pathAndQuery.indexOf('?');
            String path = query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
            return (path.length() > 1 ? "/" + MASK : path) + (query < 0 ? "" : "?" + MASK);
        }
    },

    /// Nothing of a path.
    FILE {
        @Override
        String of(String written) {
            return "/" + MASK;
        }
    },

    NOTHING {
        @Override
        String of(String written) {
            return MASK;
        }
    };

    private static final String MASK = "****";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\w+(:-)?}");

    /// The URLs of which something is shown. `open` begins a reference to a variable whose default is a URL.
    private static final Pattern URL = Pattern.compile("(?s)(?<open>\\$\\{\\w+:-)?"
            + "(?<scheme>(?:https?|\\$\\{\\w+(?::-https?)?})://|\\$\\{\\w+})"
            + "(?<user>[^/?#]*@)?"
            + "(?<server>(?:[A-Za-z0-9_.:-]|\\[[0-9A-Fa-f:.]+]|\\$\\{\\w+(?::-[A-Za-z0-9_.:-]*)?})*)"
            + "(?<close>})?"
            + "(?<rest>(?:/.*|[?#][^@]*)?)"); // an @ may end a password that contains ? or #

    /// The value with `****` for its secret parts. Unless a URL is written in an unusual form, it is still valid
    /// for its key.
    abstract String of(String written);
}
