package io.sidecars.logshipper.config;

/// What may be seen of a value, as it is written: what a variable expands to may always be a secret.
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

    /// A text that still means a value of the same kind.
    abstract String of(String written);

    /// How a message begins that is about the value of a key.
    String named(String key, String written) {
        return this == NOTHING ? "\"" + key + "\" " : key + " \"" + of(written) + "\" ";
    }
}
