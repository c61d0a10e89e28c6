package io.sidecars.configwatcher.validate;

/// A text that can be read only until the time of its thread is over. It ends a search by a regular expression,
/// which cannot be interrupted otherwise.
record TimedText(CharSequence text) implements CharSequence {
    @Override
    public char charAt(int index) {
        TimeLimit.check();
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new TimedText(text.subSequence(start, end));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
