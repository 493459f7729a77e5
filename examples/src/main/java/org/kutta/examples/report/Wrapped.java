package org.kutta.examples.report;

/** Text broken into lines for a console. */
public final class Wrapped {
    private static final int WIDTH = 100;

    private Wrapped() {}

    /**
     * Breaks a point of a list into lines.
     *
     * @param text words with single spaces between them
     * @return lines of at most 100 characters (longer only for a longer word), the first after a dash, the others under it
     */
    public static String point(String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder("-");
        for (String word : text.split(" ")) {
            if (line.length() > 2 && line.length() + 1 + word.length() > WIDTH) {
                lines.append(line).append(System.lineSeparator());
                line = new StringBuilder(" ");
            }
            line.append(' ').append(word);
        }
        return lines.append(line).toString();
    }
}
