package org.kutta.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One page of the guide, cut into its fenced blocks and its links. */
record MarkdownPage(Path file, List<Block> blocks, List<String> links) {
    private static final Pattern FENCE = Pattern.compile("\\s*(```+|~~~+)\\s*([\\w-]*).*");
    private static final Pattern MIRROR = Pattern.compile("\\s*<!--\\s*mirror:\\s*(\\S+)\\s*-->\\s*");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)[^)]*\\)");

    /**
     * A fenced block.
     *
     * @param line line of the opening fence, counted from one
     * @param language the word after the fence, empty where there is none
     * @param mirror what the comment before the block names as its source, null without one
     * @param text the lines between the fences
     */
    record Block(int line, String language, @Nullable String mirror, List<String> text) {}

    static MarkdownPage read(Path file) throws IOException {
        return parse(file, Files.readAllLines(file));
    }

    static MarkdownPage parse(Path file, List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        List<String> links = new ArrayList<>();
        String mirror = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher fence = FENCE.matcher(line);
            Matcher comment = MIRROR.matcher(line);
            if (fence.matches()) {
                int end = closingFence(file, lines, i, fence.group(1));
                blocks.add(new Block(i + 1, fence.group(2), mirror, Regions.dedent(lines.subList(i + 1, end))));
                i = end;
                mirror = null;
            } else if (comment.matches()) {
                mirror = comment.group(1);
            } else if (!line.isBlank()) {
                mirror = null;
                LINK.matcher(line).results().forEach(link -> links.add(link.group(1)));
            }
        }
        return new MarkdownPage(file, List.copyOf(blocks), List.copyOf(links));
    }

    private static int closingFence(Path file, List<String> lines, int open, String fence) {
        for (int i = open + 1; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(fence)) {
                return i;
            }
        }
        throw new IllegalArgumentException(file + ": the block of line " + (open + 1) + " has no end");
    }
}
