package io.sidecars.logshipper.config;

/// How much of a value is shown. Values are shown as they are written in the file, with references to variables: what
/// a variable expands to may be a secret.
enum Masking {
    EVERYTHING {
        @Override
        String of(String written) {
            return written;
        }
    },

    /// A URL without its user, its password and its query.
    ADDRESS {
        @Override
        String of(String written) {
            String address = written.replaceFirst("(?s)^(.*?://)?.*@", "$1" + MASK + ":" + MASK + "@");
            int query = address.indexOf('?');
            if (query < 0) {
                return address;
            }
            String before = address.substring(0, query);
            boolean insideReference = before.lastIndexOf("${") > before.lastIndexOf('}');
            return before + "?" + MASK + (insideReference ? "}" : "");
        }
    },

    NOTHING {
        @Override
        String of(String written) {
            return MASK;
        }
    };

    private static final String MASK = "****";

    /// The value with `****` for its secret parts, still valid for its key.
    abstract String of(String written);

    /// The beginning of a message about the value of a key.
    String named(String key, String written) {
        return this == NOTHING ? "\"" + key + "\" " : key + " \"" + of(written) + "\" ";
    }
}
